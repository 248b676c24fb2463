import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "./ActionButton.tsx";

export interface EditorProps<T> {
  value: T;
  onChange: (value: T) => void;
  /** For pickers that end the edit with the choice. */
  onPick: (value: T) => void;
  label: string;
  invalid: boolean;
}

interface Props<T, S> {
  label: string;
  value: T;
  shown: ReactNode;
  editor: (props: EditorProps<T>) => ReactNode;
  /** What stood there when the editor was opened is handed to `onSave`, whatever has arrived since. */
  seen: S;
  /** Resolves when saved; a thrown error keeps the editor open and is shown below. */
  onSave: (value: T, seen: S) => Promise<unknown>;
  explain: (error: unknown) => string;
  /** Why it may not be changed. */
  readOnly?: string | undefined;
  onEditing?: (isEditing: boolean) => void;
  /** Enter makes a new line; Ctrl Enter saves. */
  multiline?: boolean;
  /** Stands in a heading: its name stays the value alone. */
  isHeading?: boolean;
}

/** A value that is edited where it stands: click or Enter opens, Enter saves, Esc leaves it as it was. */
export function InlineEdit<T, S>(props: Props<T, S>) {
  const [draft, setDraft] = useState<{ value: T; opened: T; seen: S } | undefined>();
  const [problem, setProblem] = useState<string | undefined>();
  const [isSaving, setSaving] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const { t } = useTranslation();

  if (!draft) {
    const why = props.readOnly;
    return (
      <span className={why ? "tipbox ie-box" : "ie-box"}>
        <button
          ref={opener}
          type="button"
          className="ie"
          aria-description={props.isHeading ? t("frame.edit_field", { field: props.label }) : undefined}
          aria-disabled={why ? true : undefined}
          onClick={() => !why && open()}
        >
          {!props.isHeading && <span className="sr">{t("frame.edit_field", { field: props.label })}</span>}
          {props.shown}
        </button>
        {why && (
          <span className="tip" role="tooltip">
            {why}
          </span>
        )}
      </span>
    );
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter and Esc of the editor inside
    <div className="ie-open" onKeyDown={onKey}>
      <div className="row">
        <div className="grow">
          {props.editor({
            value: draft.value,
            onChange: (value) => setDraft({ ...draft, value }),
            onPick: (value) => void save(value),
            label: props.label,
            invalid: problem !== undefined,
          })}
        </div>
        <ActionButton
          small
          look="primary"
          icon="check"
          label={t("frame.save")}
          loading={isSaving}
          onClick={() => void save(draft.value)}
        />
        <ActionButton small icon="close" label={t("frame.cancel")} onClick={close} />
      </div>
      {problem && (
        <p className="danger small" role="alert">
          {problem}
        </p>
      )}
    </div>
  );

  function open() {
    setProblem(undefined);
    setDraft({ value: props.value, opened: props.value, seen: props.seen });
    props.onEditing?.(true);
  }

  function close() {
    setDraft(undefined);
    props.onEditing?.(false);
    requestAnimationFrame(() => opener.current?.focus());
  }

  async function save(value: T) {
    if (!draft || JSON.stringify(value) === JSON.stringify(draft.opened)) return close();
    setSaving(true);
    try {
      await props.onSave(value, draft.seen);
      close();
    } catch (error) {
      setProblem(props.explain(error));
    } finally {
      setSaving(false);
    }
  }

  function onKey(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
    const isPlainEnter = event.key === "Enter" && !(event.target instanceof HTMLButtonElement);
    if (isPlainEnter && draft && (!props.multiline || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save(draft.value);
    }
  }
}
