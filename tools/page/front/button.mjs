// In every page that can be run, and the only script of it: shows the button, and loads the rest when it is pressed.
const place = document.querySelector(".awsguide-page");
const button = place.querySelector("button");
const status = place.querySelector("[role=status]");
place.hidden = false;
button.onclick = async () => {
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  status.textContent = "Loading …";
  try {
    const program = await import(new URL(place.dataset.program, location.href));
    await program.run(place);
  } catch (error) {
    console.error(error);
    status.textContent =
      "The program that runs this page could not be loaded. Check your connection and reload the page: the site may have been updated.";
  }
  button.ariaDisabled = "false";
};
