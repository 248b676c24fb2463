import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { listCallNotesContract, writeCallNoteContract } from "../../../server/modules/voice/call_note.contract.ts";
import { call as ask } from "../../api/call.ts";
import { client } from "../../api/client.ts";
import { keyOf, useRead } from "../../api/queries.ts";
import { problemText } from "../../text/problem.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Tag } from "../../ui/Tag.tsx";
import { formatLength, type MyCall } from "./calls.ts";

const field = "call-note";
const pause = 600;

export const focusNote = (): void => document.getElementById(field)?.focus();

interface Draft {
  id: string;
  at: string;
  body: string;
}

/** What is written down while one talks: kept as it is typed, each line at the second in which it was begun. */
export function CallNotes({ call }: { call: MyCall }) {
  const { t } = useTranslation();
  const read = useRead(listCallNotesContract, { params: { callId: call.id } });
  const { draft, leaving, state, type, finish } = useDraft(call.id);
  const begun = Date.parse(call.answered_at ?? call.started_at);
  const kept = (read.data?.notes ?? []).filter(({ id }) => id !== draft?.id);
  const isKept = (one: Draft) => kept.some(({ id }) => id === one.id);
  const mine = leaving.filter((one) => one.body.trim() !== "" && !isKept(one));
  const notes = [...kept, ...mine.map((one) => ({ ...one, user: null, can_change: true }))];
  return (
    <div className="call-notes">
      {notes.length > 0 && (
        <ol>
          {notes.map((note) => (
            <li key={note.id} className="row">
              <span className="t3 num small">{formatLength(Date.parse(note.at) - begun)}</span>
              <span className="grow">{note.body}</span>
              {!note.can_change && <span className="t3 small">{note.user?.name}</span>}
            </li>
          ))}
        </ol>
      )}
      <div className="row note-line">
        <Icon name="note" />
        <input
          id={field}
          autoComplete="off"
          maxLength={4000}
          aria-label={t("phone.note")}
          placeholder={t("phone.note_hint")}
          value={draft?.body ?? ""}
          onChange={(event) => type(event.target.value)}
          onBlur={() => void finish()}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.nativeEvent.isComposing) void finish();
          }}
        />
        {state instanceof Error && (
          <span className="small danger" role="alert">
            {problemText(state)}
          </span>
        )}
        {draft && <Tag look="acc">{formatLength(Date.parse(draft.at) - begun)}</Tag>}
        {state === "saved" && draft && <Icon name="check" size={14} className="t3" />}
      </div>
    </div>
  );
}

/** One line at a time; what is typed is sent after a short pause, and when the line is left. It stands here until the server has it. */
function useDraft(callId: string) {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [leaving, setLeaving] = useState<readonly Draft[]>([]);
  const [state, setState] = useState<"typing" | "saved" | Error>("saved");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef<Draft | null>(null);
  latest.current = draft;
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      if (latest.current) void send(callId, latest.current).catch(() => undefined);
    },
    [callId],
  );

  async function save(wanted: Draft): Promise<boolean> {
    clearTimeout(timer.current);
    try {
      await send(callId, wanted);
      setState("saved");
      return true;
    } catch (error) {
      setState(error as Error);
      return false;
    }
  }

  return {
    draft,
    leaving,
    state,
    type(body: string) {
      const next = draft ? { ...draft, body } : { id: crypto.randomUUID(), at: new Date().toISOString(), body };
      setDraft(next);
      setState("typing");
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(next), pause);
    },
    /** The next line may be begun at once. One that could not be sent comes back, or stands above until it can. */
    async finish() {
      if (!draft) return;
      setDraft(null);
      setLeaving((all) => [...all, draft]);
      const isSaved = await save(draft);
      if (isSaved) await reread(callId);
      else setDraft((now) => now ?? draft);
      setLeaving((all) => all.filter(({ id }) => id !== draft.id || (!isSaved && latest.current?.id !== draft.id)));
    },
  };
}

const reread = (callId: string): Promise<void> =>
  client.invalidateQueries({ queryKey: keyOf(listCallNotesContract, { params: { callId } }) });

async function send(callId: string, { id, at, body }: Draft): Promise<void> {
  await ask(writeCallNoteContract, { params: { callId, noteId: id }, body: { at, body } });
}
