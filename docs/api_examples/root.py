import awsguide

# %% root_user
root = awsguide.root_user("staging-root")
print(root.is_root, root.mfa, [key.shown_id for key in root.keys])
key_id = root.keys[0].key_id

# %% deactivate_root_key
after = awsguide.deactivate_root_key(key_id, "staging-root")
print([key.status for key in after.keys])

# %% reactivate_root_key
signed_in = awsguide.console_sign_in()  # as the root user: an inactive key cannot bring itself back
after = awsguide.reactivate_root_key(key_id, signed_in.credentials)

# %% delete_root_key
awsguide.deactivate_root_key(key_id, signed_in.credentials)
left = awsguide.delete_root_key(key_id, signed_in.credentials)
print(len(left))

# %% member_roots
for member in awsguide.member_roots("trainer").members:
    print(member)

# %% delete_member_root_keys
deleted = awsguide.delete_member_root_keys(root.account_id, "trainer")
print(deleted)
