// A client in its own process: who am I with this profile, by the SDK's own provider? With a third argument, also
// put an object into a bucket of that name and get it back.
import { S3Client, CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromIni, fromLoginCredentials, fromNodeProviderChain, fromSSO } from "@aws-sdk/credential-providers";

const providers = { fromIni, fromLoginCredentials, fromNodeProviderChain, fromSSO };
const [provider, profile, bucket] = process.argv.slice(2);

async function answer() {
  const credentials = providers[provider]({ profile });
  const identity = await new STSClient({ credentials }).send(new GetCallerIdentityCommand({}));
  if (!bucket) return { arn: identity.Arn };
  const s3 = new S3Client({ credentials });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const place = { Bucket: bucket, Key: "a folder/a name with spaces.txt" };
  await s3.send(new PutObjectCommand({ ...place, Body: "kept" }));
  const kept = await s3.send(new GetObjectCommand(place));
  return { arn: identity.Arn, text: await kept.Body.transformToString() };
}

console.log(JSON.stringify(await answer().catch((error) => ({ error: `${error.name}: ${error.message}` }))));
