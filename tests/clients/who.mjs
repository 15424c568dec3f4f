// A client that is left alone with its error: who am I with this profile? What goes wrong is printed by Node itself.
// With a second argument it lists that account's buckets instead.
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const [profile, service] = process.argv.slice(2);
const settings = profile ? { profile } : {};
if (service === "s3") await new S3Client(settings).send(new ListBucketsCommand({}));
else console.log((await new STSClient(settings).send(new GetCallerIdentityCommand({}))).Arn);
