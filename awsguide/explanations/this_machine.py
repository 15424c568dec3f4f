"""What is in the way on this machine: kernel, sandbox, programs, ports, and being stopped."""

from __future__ import annotations

from awsguide.core.errors import BadInput, Cancelled, CouldNotTry
from awsguide.explanations.pages import NATIVE_RFC
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "not-our-kernel",
        CouldNotTry,
        "The notebook runs on another kernel",
        "This notebook does not run on one of awsguide's two kernels.",
        "The kernel decides which AWS the cells talk to. On another kernel, a cell could reach your real AWS "
        "without saying so.",
        "Choose 'awsguide: SANDBOX' under Kernel > Change Kernel, then run the notebook from the top.",
    ),
    Explanation(
        "sandbox-did-not-start",
        CouldNotTry,
        "The sandbox did not start",
        "The embedded AWS of this kernel is not running.",
        "{detail}",
        "Restart the kernel; if it happens again, run 'awsguide doctor' in a terminal (in a checkout: "
        "'python3 guide.py doctor'): it says what is missing.",
    ),
    Explanation(
        "own-aws-out-of-reach",
        CouldNotTry,
        "Your own AWS is out of reach",
        "This kernel cannot see your own AWS files.",
        "{detail}",
        "Close JupyterLab, open an ordinary terminal and run 'awsguide lab --aws' there (in a checkout: "
        "'python3 guide.py lab --aws').",
    ),
    Explanation(
        "own-aws-in-a-page",
        CouldNotTry,
        "Your own AWS is not for a web page",
        "A notebook that runs inside a web page works only with the practice AWS.",
        "Real credentials do not belong in a page of a website. Other pages of the same site could read them, and a "
        "browser cannot send signed requests to every AWS service.",
        "Run 'awsguide lab --aws' on your own computer to use your own AWS.",
    ),
    Explanation(
        "no-programs-in-a-page",
        CouldNotTry,
        "A page cannot start programs",
        "This notebook runs inside a web page, which cannot start another program, so this step was left out.",
        "Browsers keep pages away from the programs of your computer.",
        "Read the stored result on the page, or run this notebook with 'awsguide lab' on your own computer.",
    ),
    Explanation(
        "cannot-wait-in-a-page",
        CouldNotTry,
        "This browser cannot wait inside a cell",
        "This call waits for you, and in this browser nothing else in the page can happen while it waits.",
        "The sign-in page and the practice AWS run in the same place as this cell, so the wait would never end.",
        "Use the panel and 'await' it, or call this in a current version of Chrome or Edge.",
    ),
    Explanation(
        "endpoint-not-loopback",
        CouldNotTry,
        "A sandbox cell was about to leave this machine",
        "The {service} client of this sandbox kernel points at {host}, so nothing was sent.",
        "In sandbox mode every request stays on 127.0.0.1; an endpoint setting in a config file or variable wanted "
        "it elsewhere.",
        "Restart the kernel, which rebuilds the sandbox's own environment; remove endpoint_url lines that you added "
        "to its config file.",
    ),
    Explanation(
        "autopilot-refused",
        CouldNotTry,
        "Autopilot works only in the sandbox",
        "AWSGUIDE_AUTOPILOT is set, and this kernel talks to your own AWS.",
        "The robot reader presses buttons and allows sign-ins by itself; on a real account a person must do that.",
        "Unset AWSGUIDE_AUTOPILOT, or choose the kernel 'awsguide: SANDBOX'.",
    ),
    Explanation(
        "callback-not-bound",
        CouldNotTry,
        "The callback could not be opened",
        "No port on 127.0.0.1 could be opened for the browser to come back to.",
        "{detail}",
        "To sign in, choose 'with a device code' (for console credentials: 'with a code to paste'): it works without a "
        "callback. For a link that opens once, close programs that listen on ports, then try again.",
        NATIVE_RFC,
        ("aws/aws-cli#9148", "synfinatic/aws-sso-cli#1371"),
    ),
    Explanation(
        "program-missing",
        CouldNotTry,
        "The program is not installed",
        "There is no '{program}' on this machine, so this step was left out.",
        "The same credentials work from every AWS client; this cell shows one that is not here.",
        "{detail}",
    ),
    Explanation(
        "program-slow",
        CouldNotTry,
        "The program did not end",
        "'{program}' did not finish within {seconds} seconds and was stopped.",
        "It may be waiting for an answer or for a network that does not answer.",
        "Run the same command in a terminal, where you can see what it asks.",
    ),
    Explanation(
        "runtime-missing",
        CouldNotTry,
        "boto3 needs one more package for this profile",
        "The Python that ran this cannot use a profile with a console sign-in. Its own words: 'Missing Dependency: "
        "Using the login credential provider requires an additional dependency. You will need to pip install "
        '"botocore[crt]" before proceeding.\'',
        "The sign-in's proofs must be signed, and boto3 leaves that to the AWS Common Runtime (the package awscrt), "
        "which a plain 'pip install boto3' does not bring.",
        "Run 'pip install \"botocore[crt]\"' for that Python; or use this guide's console_session, which does without; "
        "or give the tool a profile with a credential_process.",
        "https://docs.aws.amazon.com/sdkref/latest/guide/access-login.html",
        ("aws/aws-cli#9949", "nextstrain/cli#533", "awslabs/mcp#2799"),
    ),
    Explanation(
        "credentials-source-broken",
        CouldNotTry,
        "What should give credentials is broken",
        "boto3 found where to get credentials from, and could not: {detail}.",
        "A profile, a variable or a cached sign-in names a source. boto3 stops at the first source that fails and "
        "does not try the next.",
        "Run 'awsguide which' in a terminal, with --profile NAME if you use one: it names the line or the variable. "
        "Run a helper program by hand to see what it prints.",
        "https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html",
        ("awslabs/awsprocesscreds#25", "awslabs/awsprocesscreds#32", "Versent/saml2aws#880"),
    ),
    Explanation(
        "nobody-to-ask",
        CouldNotTry,
        "Nobody can answer",
        "This sign-in needs an answer, and nobody can type one here.",
        "Before anything is stored, a person has to check the account and the identity. Where the browser cannot "
        "come back, a person also has to paste a code.",
        "Use the panel, or pass functions of your own: keep=... looks at the identity, paste=... returns the code.",
    ),
    Explanation(
        "credentials-not-one-word",
        CouldNotTry,
        "These credentials cannot be written as variables",
        "The credentials that were found contain a space, a line break or a character that '{form}' cannot hold.",
        "AWS's keys and tokens contain letters, digits and / + = only. Whatever provided these (a file or a "
        "credential_process) holds something else, and writing it out could set other variables too.",
        "Correct the profile: 'awsguide which' says where its credentials come from.",
    ),
    Explanation(
        "seed-not-found",
        CouldNotTry,
        "The seed file is not there",
        "There is no seed file {path}.",
        "The sandbox's company is made from it before anybody signs in.",
        "Check the path; it counts from the folder in which the command or the Jupyter server was started.",
    ),
    Explanation(
        "seed-not-known",
        CouldNotTry,
        "The seed file is of another kind",
        "{path} is not a seed file.",
        "A seed is a company in YAML (NAME.yaml), or a Python script (NAME.py) that runs inside the sandbox and makes "
        "accounts, people and roles with ordinary boto3 calls.",
        "Name a file of one of these kinds.",
    ),
    Explanation(
        "no-such-notebook",
        BadInput,
        "There is no such notebook",
        "awsguide has no notebook {name}.",
        "Only the guide's own notebooks have an original to put back.",
        "Name one of {names}.",
    ),
    Explanation(
        "address-not-here",
        CouldNotTry,
        "JupyterLab cannot listen at that address",
        "JupyterLab cannot listen at {address}.",
        "It is not an address of this machine. {detail}",
        "Use --ip 0.0.0.0 for every address of this machine, as a container needs it, or leave --ip out.",
    ),
    Explanation(
        "lab-without-login",
        CouldNotTry,
        "JupyterLab has no token",
        "JupyterLab would be open to everybody who can connect to {address}.",
        "A setting of yours switches Jupyter's token off and sets no password, so anyone who connects could run "
        "programs.",
        "Remove the empty token from your Jupyter configuration ('jupyter --paths' lists its folders), or leave --ip "
        "out.",
    ),
    Explanation(
        "port-taken",
        CouldNotTry,
        "JupyterLab cannot use that port",
        "JupyterLab cannot listen on port {port}.",
        "{detail}",
        "Choose another one with --port, or leave --port out and the next free one is taken.",
    ),
    Explanation(
        "notebooks-not-copied",
        CouldNotTry,
        "The notebooks could not be copied",
        "The notebooks cannot be copied to {path}.",
        "{detail}",
        "Run the command in a folder of your own with some space left.",
    ),
    Explanation(
        "interrupted",
        Cancelled,
        "Stopped",
        "You stopped it.",
        "Nothing was left half done: no file was changed, and nothing waits for an answer any more.",
        "Start again whenever you like.",
    ),
    Explanation(
        "replaced",
        Cancelled,
        "Continued elsewhere",
        "You continued in the same panel of another cell.",
        "This one has stopped, and nothing was left half done.",
        "Use the panel that was shown last, or start again here.",
    ),
    Explanation(
        "unexpected",
        CouldNotTry,
        "A mistake in this guide",
        "The guide itself stumbled ({kind} in {place}).",
        "This is a mistake in the guide and not in what you did. Its full text is kept back, because it could quote "
        "something secret.",
        "Press the button again; if it happens again, restart the kernel and tell the guide's authors the words in "
        "brackets.",
    ),
)
