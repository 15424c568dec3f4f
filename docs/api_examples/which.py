import awsguide

# %% which_credentials
found = awsguide.which_credentials("hana")
print(found["boto3"].provider, found["boto3"].profile)

# %% ask_real_clients
for client, said in awsguide.ask_real_clients("hana").items():
    print(client, said.outcome, said.arn)

# %% credentials_on_this_machine
awsguide.sign_in()
held = awsguide.credentials_on_this_machine()
for row in held:
    print(row.kind, row.path, row.verdict)

# %% sign_out_credentials
awsguide.sign_out_credentials(next(row for row in held if row.kind == "sign-in"))

# %% remove_credentials
receipt = awsguide.remove_credentials(next(row for row in held if row.kind == "access key"))
awsguide.undo(receipt)

# %% diagnose
print(awsguide.diagnose("botocore.exceptions.NoCredentialsError: Unable to locate credentials"))

# %% run_check
checked = awsguide.run_check("identity", "hana")
print(checked.well, checked.sentence)

# %% error_report
try:
    awsguide.assume_role("arn:aws:iam::111122223333:role/Nobody", "hana")
except awsguide.GuideError as error:
    print(awsguide.error_report(error))
