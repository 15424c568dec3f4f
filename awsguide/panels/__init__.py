"""One panel per row of the decision table, and the components they share.

Every piece that a person presses, fills in or reads has a class that does not change, for tests and style sheets. A
panel is `awsguide-panel` and `awsguide-panel-<its name>`; its pieces are `awsguide-<...>`:

- any panel: head, badge, body, status, asking, question, answer-yes, answer-no, trouble, error, card, picture,
  make-report, report, keep-report, drop-report
- chooser: questions, question-who, question-runs, question-tool, question-needs, question-holds, outcome, row,
  start-over
- sign-in: session, start-url, region, way, way-reason, sign-in, cancel, sign-out, code, copy, link, countdown
- roles: filter, roles, progress, get-credentials, list-again, cancel, list-problems
- credentials: identity, expiry, renew, use
- save: profile, profile-region, save, answer-save, answer-cancel, undo
- source-profile: source-profile, who-am-i
- key-table: scope, user, look-up, cancel, progress, key-search, key-sort, keys, missing
- whose-key: key, key-id, whose-is-it
- leaked: key, key-id, retire-leaked, take-back, outcome
- scan: folder, scan, cancel, progress, found
- call-log: logged-calls
- workforce: the five panels above, under each other
"""
