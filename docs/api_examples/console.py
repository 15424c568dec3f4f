import awsguide

# %% console_sign_in
signed_in = awsguide.console_sign_in()
print(signed_in.arn)

# %% console_session
session = awsguide.console_session(signed_in)
print(session.client("sts").get_caller_identity()["Arn"])

# %% save_console_profile
receipt = awsguide.save_console_profile(signed_in, "dana-console")
awsguide.undo(receipt)

# %% console_sign_out
awsguide.console_sign_out(signed_in)

# %% open_console
role = awsguide.assume_role("arn:aws:iam::111122223333:role/Deployer", "hana")
awsguide.open_console(role, "s3", duration="1h")
