"""Which credentials win: the chains of boto3, the AWS CLI and the SDK for JavaScript as rules, without asking anybody.

`every.py` goes through all three. Nothing here reads, starts or sends: a `Situation` brings what there is to know.
"""
