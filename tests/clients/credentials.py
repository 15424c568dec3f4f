"""A client in its own process: who am I with this profile, by boto3's own credential chain?"""

import json
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

try:
    session = boto3.Session(profile_name=sys.argv[1])
    identity = session.client("sts").get_caller_identity()
    answer = {"arn": identity["Arn"], "account": identity["Account"]}
except (BotoCoreError, ClientError) as error:
    answer = {"error": str(error)}
sys.stdout.write(json.dumps(answer))
