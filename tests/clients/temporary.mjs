// A client in its own process: who am I with each of these ways to temporary credentials, by the SDK's own providers?
// Reads JSON on its standard input: {profiles, mfaProfile, serialNumber, codes, auditor, deployer, releaser, externalId,
// web}.
import { readFileSync } from "node:fs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromIni, fromNodeProviderChain, fromTemporaryCredentials, fromTokenFile } from "@aws-sdk/credential-providers";

const asked = JSON.parse(readFileSync(0, "utf8"));
const answers = {};
const prompts = [];
const mfaCodeProvider = async (serialNumber) => {
  prompts.push(serialNumber);
  return asked.codes.shift();
};

async function who(name, credentials) {
  try {
    answers[name] = { arn: (await new STSClient({ credentials }).send(new GetCallerIdentityCommand({}))).Arn };
  } catch (error) {
    answers[name] = { error: `${error.name}: ${error.message}` };
  }
}

for (const profile of asked.profiles) await who(profile, fromIni({ profile }));
await who(asked.mfaProfile, fromIni({ profile: asked.mfaProfile, mfaCodeProvider }));

const hana = fromIni({ profile: "hana" });
const deployer = fromTemporaryCredentials({
  masterCredentials: hana,
  params: { RoleArn: asked.deployer, RoleSessionName: "javascript", DurationSeconds: 7200 },
});
await who("temporary", deployer);
await who(
  "temporary chain",
  fromTemporaryCredentials({
    masterCredentials: deployer,
    params: { RoleArn: asked.releaser, RoleSessionName: "javascript", ExternalId: asked.externalId },
  }),
);
await who(
  "temporary with MFA",
  fromTemporaryCredentials({
    masterCredentials: hana,
    mfaCodeProvider,
    params: { RoleArn: asked.auditor, RoleSessionName: "javascript", SerialNumber: asked.serialNumber },
  }),
);
await who(
  "temporary without external id",
  fromTemporaryCredentials({
    masterCredentials: deployer,
    params: { RoleArn: asked.releaser, RoleSessionName: "javascript" },
  }),
);

Object.assign(process.env, asked.web);
await who("web identity", fromTokenFile());
await who("web identity by the chain", fromNodeProviderChain());
console.log(JSON.stringify({ ...answers, prompts }));
