/** Collects what goes wrong inside webviews; what VS Code itself complains about is none of our business. */
export function watchWebviews(page) {
  const complaints = [];
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && (isOurs(message.location().url) || text.includes("Content Security Policy"))) {
      complaints.push(text);
    }
  });
  page.on("pageerror", (error) => {
    if (isOurs(error.stack ?? "")) {
      complaints.push(error.message);
    }
  });
  return complaints;
}

function isOurs(text) {
  return text.includes("model-bonsai") || text.includes("/webview/");
}
