import awsguide

# %% which_aws
awsguide.which_aws()

# %% SsoSession
corp = awsguide.SsoSession("corp", "https://d-sandbox0001.awsapps.com/start", "us-east-1")
token = awsguide.sign_in(corp)

# %% RoleRequest
request = awsguide.RoleRequest("arn:aws:iam::111122223333:role/Deployer", "hana", seconds=3600)
role = awsguide.assume_role(request, "hana")

# %% boto3_session
session = awsguide.boto3_session(role, "us-east-1")
print(session.client("sts").get_caller_identity()["Arn"])

# %% undo
receipt = awsguide.save_role_profile(request, "deploy", source_profile="hana")
awsguide.undo(receipt)

# %% run_program
finished = awsguide.run_program("curl", "--version")
print(finished.exit_code, finished.output)

# %% GuideError
try:
    awsguide.who_am_i("nobody")
except awsguide.GuideError as error:
    print(error.what, error.why, error.next_step)

# %% explained
with awsguide.explained():
    awsguide.who_am_i("nobody")
