const isMac = /mac|iphone|ipad/i.test(navigator.platform);

/** A key as it is called on this machine: "Ctrl K" is ⌘ K on a Mac. */
export function Kbd({ keys }: { keys: string }) {
  return <kbd className="kbd">{isMac ? keys.replace("Ctrl", "⌘") : keys}</kbd>;
}
