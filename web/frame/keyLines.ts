interface Line {
  /** As they are shown, one box each. */
  keys: readonly string[];
  /** Its name stands in frame.json. */
  act: string;
  /** As `useKeys` knows them; absent where a part of the page listens by itself. */
  bound?: readonly string[];
}

/** Every key that the page listens to, by the place where it does; `useKeys` takes exactly those of its place. */
export const keyLines = {
  everywhere: [
    { keys: ["Ctrl K"], act: "palette", bound: ["mod+k"] },
    { keys: ["g", "c"], act: "customers", bound: ["g c"] },
    { keys: ["g", "t"], act: "tasks", bound: ["g t"] },
    { keys: ["g", "s"], act: "settings", bound: ["g s"] },
    { keys: ["Ctrl Z"], act: "undo", bound: ["mod+z"] },
    { keys: ["?"], act: "this", bound: ["?"] },
    { keys: ["Esc"], act: "close" },
  ],
  palette: [
    { keys: ["↑", "↓"], act: "choose" },
    { keys: ["Tab"], act: "switch" },
    { keys: ["Enter"], act: "open" },
    { keys: ["Ctrl Enter"], act: "new_tab" },
  ],
  list: [
    { keys: ["j", "k"], act: "move", bound: ["j", "k", "arrowdown", "arrowup"] },
    { keys: ["PgUp", "PgDn"], act: "leap", bound: ["pageup", "pagedown"] },
    { keys: ["Enter"], act: "open", bound: ["enter"] },
    { keys: ["x"], act: "select", bound: ["x"] },
    { keys: ["Esc"], act: "unselect", bound: ["escape"] },
    { keys: ["e"], act: "stage", bound: ["e"] },
    { keys: ["o"], act: "owner", bound: ["o"] },
    { keys: ["1", "9"], act: "value" },
    { keys: ["s"], act: "star", bound: ["s"] },
    { keys: ["f", "/"], act: "filter", bound: ["f", "/"] },
    { keys: ["n"], act: "new", bound: ["n"] },
    { keys: ["Alt ↑", "Alt ↓"], act: "column" },
  ],
  board: [
    { keys: ["←", "→", "↑", "↓"], act: "walk" },
    { keys: ["Alt ←", "Alt →"], act: "card" },
  ],
  record: [
    { keys: ["n"], act: "note", bound: ["n"] },
    { keys: ["t"], act: "task", bound: ["t"] },
    { keys: ["s"], act: "star", bound: ["s"] },
    { keys: ["Enter"], act: "edit" },
    { keys: ["Esc"], act: "cancel" },
    { keys: ["Ctrl Enter"], act: "log" },
    { keys: ["←", "→"], act: "file" },
    { keys: ["←", "→", "↑", "↓"], act: "graph" },
  ],
  ringing: [
    { keys: ["Alt A"], act: "answer", bound: ["alt+a"] },
    { keys: ["Alt X"], act: "decline", bound: ["alt+x"] },
  ],
  call: [
    { keys: ["Alt M"], act: "mute", bound: ["alt+m"] },
    { keys: ["Alt H"], act: "hold", bound: ["alt+h"] },
    { keys: ["Alt T"], act: "transfer", bound: ["alt+t"] },
    { keys: ["Alt C"], act: "consult", bound: ["alt+c"] },
    { keys: ["Alt G"], act: "conference", bound: ["alt+g"] },
    { keys: ["Alt K"], act: "keypad", bound: ["alt+k"] },
    { keys: ["Alt R"], act: "recording", bound: ["alt+r"] },
    { keys: ["Alt N"], act: "call_note", bound: ["alt+n"] },
    { keys: ["Alt Q"], act: "hang_up", bound: ["alt+q"] },
  ],
  wrap_up: [
    { keys: ["Alt 1", "Alt 6"], act: "outcome", bound: ["alt+1", "alt+2", "alt+3", "alt+4", "alt+5", "alt+6"] },
    { keys: ["Ctrl S"], act: "wrapped_up", bound: ["mod+s"] },
  ],
  duplicates: [
    { keys: ["j", "k"], act: "group", bound: ["j", "k"] },
    { keys: ["m"], act: "merge", bound: ["m"] },
    { keys: ["n"], act: "not_same", bound: ["n"] },
    { keys: ["l"], act: "later", bound: ["l"] },
  ],
  tasks: [
    { keys: ["j", "k"], act: "move", bound: ["j", "k"] },
    { keys: ["Enter"], act: "open", bound: ["enter"] },
    { keys: ["x"], act: "select", bound: ["x"] },
    { keys: ["d"], act: "finish", bound: ["d"] },
    { keys: ["c"], act: "task", bound: ["c"] },
    { keys: ["Esc"], act: "unselect", bound: ["escape"] },
  ],
  imports: [
    { keys: ["Enter"], act: "cell" },
    { keys: ["Esc"], act: "cancel" },
  ],
  users: [
    { keys: ["/"], act: "find", bound: ["/"] },
    { keys: ["n"], act: "invite", bound: ["n"] },
  ],
  hand_overs: [{ keys: ["n"], act: "hand_over", bound: ["n"] }],
  roles: [
    { keys: ["←", "→", "↑", "↓"], act: "walk" },
    { keys: ["0", "5"], act: "scope" },
  ],
  layouts: [{ keys: ["Alt ↑", "Alt ↓"], act: "field" }],
  tiers: [{ keys: ["↑", "↓"], act: "rule" }],
} as const satisfies Record<string, readonly Line[]>;

export type KeyPlace = keyof typeof keyLines;

/** The keys that a place's `useKeys` answers to: all of them, and no others. */
export type KeysOf<P extends KeyPlace> = Extract<(typeof keyLines)[P][number], { bound: unknown }>["bound"][number];
