from pathlib import Path

import awsguide

# %% roles_one_can_see
found = awsguide.roles_one_can_see("hana")
for each in found.roles:
    print(each.arn)

# %% role_request
deployer = awsguide.role_request(
    "arn:aws:iam::111122223333:role/Deployer", session_name="hana", duration="1h"
)
releaser = awsguide.role_request("arn:aws:iam::444455556666:role/Releaser", external_id="awsguide-4711")

# %% trust_explained
told = awsguide.trust_explained(deployer, "hana")
print(told.verdict)

# %% assume_role
role = awsguide.assume_role("arn:aws:iam::111122223333:role/Deployer", "hana", duration="1h")
print(role.identity.arn)

# %% assume_chain
first, last = awsguide.assume_chain([deployer, releaser], "hana")
print(last.identity.arn)

# %% renewing_role_session
session = awsguide.renewing_role_session([deployer, releaser], "hana")
print(session.client("sts").get_caller_identity()["Arn"])

# %% save_role_profile
receipt = awsguide.save_role_profile(deployer, "deploy", source_profile="hana", region="eu-central-1")
awsguide.undo(receipt)

# %% save_process_profile
tagged = awsguide.role_request("arn:aws:iam::111122223333:role/Tagged", tags={"project": "apollo"})
receipt = awsguide.save_process_profile(tagged, "apollo", source="hana")
awsguide.undo(receipt)

# %% mfa_devices
for device in awsguide.mfa_devices("hana").devices:
    print(device.serial)

# %% session_with_mfa
proved = awsguide.session_with_mfa("hana", duration="1h")  # asks for the six digits
auditor = awsguide.assume_role("arn:aws:iam::111122223333:role/Auditor", proved.credentials)

# %% session_without_mfa
plain = awsguide.session_without_mfa("hana", duration="15m")
print(plain.identity.arn)

# %% save_session_profile
receipt = awsguide.save_session_profile(proved, "hana-mfa")
awsguide.undo(receipt)

# %% scoped_session
read_buckets = """{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}"""
less = awsguide.scoped_session(role.credentials, policy=read_buckets, duration="15m")

# %% federation_token
guest = awsguide.federation_token("guest", "trainer", policy=read_buckets, duration="1h")
print(guest.identity.arn)

# %% lesson_token
token = awsguide.lesson_token(subject="repo:example/app:ref:refs/heads/main")
Path("token").write_text(token.reveal(), encoding="utf-8")

# %% web_token
token = awsguide.web_token("token")

# %% web_claims
for claim in awsguide.web_claims(token):
    print(claim.name, claim.value, claim.meaning)

# %% web_identity_role
pipeline = awsguide.web_identity_role("arn:aws:iam::111122223333:role/Pipeline", token)
print(pipeline.identity.arn)

# %% web_identity_session
session = awsguide.web_identity_session("arn:aws:iam::111122223333:role/Pipeline", "token")
print(session.client("sts").get_caller_identity()["Arn"])

# %% save_web_identity_profile
file = str(Path("token").resolve())
receipt = awsguide.save_web_identity_profile("arn:aws:iam::111122223333:role/Pipeline", "pipeline", file)
awsguide.undo(receipt)
