// The AWS SDK for JavaScript in a process of its own: whose credentials does its own chain give, and in which Region?
// Takes the file of the reader's that modules are looked for beside, then a profile's name or nothing; with `--who`
// after the file it also asks AWS who that is. Prints one line of JSON and no secret.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [beside, ...rest] = process.argv.slice(2);
const who = rest[0] === "--who";
const [profile] = who ? rest.slice(1) : rest;
const resolve = createRequire(pathToFileURL(beside)).resolve;
const load = async (name) => {
  const module = await import(pathToFileURL(resolve(name)).href);
  return module.default ?? module;
};
let STSClient, GetCallerIdentityCommand, fromNodeProviderChain;
try {
  ({ STSClient, GetCallerIdentityCommand } = await load("@aws-sdk/client-sts"));
  ({ fromNodeProviderChain } = await load("@aws-sdk/credential-providers"));
} catch {
  console.log(JSON.stringify({ outcome: "absent" }));
  process.exit(0);
}

const PROVIDERS = [
  ["CREDENTIALS_STS_ASSUME_ROLE", "assume-role"],
  ["CREDENTIALS_PROFILE_SOURCE_PROFILE", "assume-role"],
  ["CREDENTIALS_PROFILE_NAMED_PROVIDER", "assume-role"],
  ["CREDENTIALS_STS_ASSUME_ROLE_WEB_ID", "assume-role-with-web-identity"],
  ["CREDENTIALS_SSO", "sso"],
  ["CREDENTIALS_SSO_LEGACY", "sso"],
  ["CREDENTIALS_LOGIN", "login"],
  ["CREDENTIALS_PROCESS", "custom-process"],
  ["CREDENTIALS_ENV_VARS", "env"],
  ["CREDENTIALS_HTTP", "container-role"],
  ["CREDENTIALS_IMDS", "iam-role"],
  ["CREDENTIALS_PROFILE", "profile"],
];

const told = { outcome: "fails", provider: null, key_id_ends: null, region: null };
try {
  const settings = { credentials: fromNodeProviderChain(profile === undefined ? {} : { profile }) };
  const client = new STSClient(profile === undefined ? settings : { ...settings, profile });
  told.region = (await client.config.region().catch(() => "")) || null;
  const credentials = await client.config.credentials();
  const source = credentials.$source ?? {};
  told.outcome = "found";
  told.provider = PROVIDERS.find(([feature]) => feature in source)?.[1] ?? "container-role";
  told.key_id_ends = credentials.accessKeyId.slice(-4);
  if (who) told.arn = (await client.send(new GetCallerIdentityCommand({}))).Arn;
} catch (error) {
  // Its words are left out: they may quote what a helper printed.
  told.error = error.name;
  // AWS answered: these are the credentials it uses. An SSO refusal arrives wrapped, with AWS's own words in it.
  const answered = error.$metadata?.httpStatusCode || error.message?.$metadata;
  if (told.outcome !== "found") {
    if (answered) told.outcome = "found";
    else if (error.message === "Could not load credentials from any providers") told.outcome = "none";
  }
}
console.log(JSON.stringify(told));
process.exit(0);
