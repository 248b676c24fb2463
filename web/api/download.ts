const longest = 10 * 60_000;

/**
 * Lets the browser keep a file, in a frame that nobody sees: the bytes never pass through the page. A file loads nothing
 * into the frame; an answer that is none does, whatever it is, and then `onRefused` runs.
 */
export function download(address: string, onRefused: () => void): void {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "";
  frame.src = address;
  frame.addEventListener("load", () => {
    if (isBlank(frame)) return;
    frame.remove();
    onRefused();
  });
  document.body.append(frame);
  setTimeout(() => frame.remove(), longest);
}

/** A refusal may not be framed, so that its address cannot be read. */
function isBlank(frame: HTMLIFrameElement): boolean {
  try {
    return frame.contentWindow?.location.href === "about:blank";
  } catch {
    return false;
  }
}
