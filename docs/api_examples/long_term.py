from pathlib import Path

import awsguide

# %% who_am_i
caller = awsguide.who_am_i("kira")
print(caller.kind, caller.name, caller.meaning)

# %% own_keys
(key,) = awsguide.own_keys("kira").keys
print(key.shown_id, key.status)

# %% key_verdict
print(awsguide.key_verdict(key).text)

# %% keys_of_user
for each in awsguide.keys_of_user("nils", "petra").keys:
    print(each.shown_id, awsguide.key_verdict(each).text)

# %% keys_of_account
found = awsguide.keys_of_account("petra")
print(found.users, "users,", len(found.keys), "keys", *found.missing)

# %% whose_key
owner = awsguide.whose_key(key.key_id, "petra")
print(owner.user, owner.account_id)

# %% key_places
for place in awsguide.key_places(key.key_id):
    print(place)

# %% scan_for_keys
Path("project").mkdir()
Path("project/deploy.py").write_text(f"client('s3', '{key.key_id}')", encoding="utf-8")
for one in awsguide.scan_for_keys("project").found:
    print(awsguide.whose_key(one.key_id, "petra").user)

# %% key_rotation
state = awsguide.key_rotation("kira")
print(state.next.stage.name)

# %% rotate_key
state = awsguide.rotate_key("kira")
print(state.next.stage.name)

# %% undo_rotation
state = awsguide.undo_rotation("kira")
print(state.next.stage.name)

# %% insist_on_rotation
awsguide.rotate_key("kira")  # makes the new key
awsguide.rotate_key("kira")  # proves it; then the old one is watched for a while
state = awsguide.insist_on_rotation("kira")
print(state.next.stage.name)

# %% create_key
made = awsguide.create_key("jonas", "tool")
print(made.shown_id, made.status)

# %% retire_leaked_key
leak = awsguide.retire_leaked_key(made.key_id, "petra")
print(leak.user, leak.revoked, leak.powers.names)

# %% take_back_key
awsguide.take_back_key(leak, "petra")
