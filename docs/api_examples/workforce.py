import awsguide

# %% sign_in
token = awsguide.sign_in()
print(token.session.start_url)

# %% accounts_and_roles
accounts = awsguide.accounts_and_roles(token)
for account in accounts:
    print(account.name, [role.role_name for role in account.roles])
role = accounts[0].roles[0]

# %% role_session
session = awsguide.role_session(token, role.account_id, role.role_name)
print(session.identity.arn)

# %% signed_request
answer = awsguide.signed_request(session, "sts", "GetCallerIdentity")
print(answer.output)

# %% save_profile
receipt = awsguide.save_profile(token, role, "production", region="eu-central-1")
print(receipt.shown)
awsguide.undo(receipt)

# %% save_every_role
receipt = awsguide.save_every_role(token, template="{account}-{role}")
awsguide.undo(receipt)

# %% sign_out
awsguide.sign_out(token)
