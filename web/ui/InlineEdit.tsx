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

interface Props<T> {
  label: string;
  value: T;
  shown: ReactNode;
  editor: (props: EditorProps<T>) => ReactNode;
  /** Resolves when saved; a thrown error keeps the editor open and is shown below. */
  onSave: (value: T) => Promise<unknown>;
  explain: (error: unknown) => string;
  /** Why it may not be changed. */
  readOnly?: string | undefined;
  onEditing?: (isEditing: boolean) => void;
  /** Enter makes a new line; Ctrl Enter saves. */
  multiline?: boolean;
}

/** A value that is edited where it stands: click or Enter opens, Enter saves, Esc leaves it as it was. */
export function InlineEdit<T>(props: Props<T>) {
  const [draft, setDraft] = useState<{ value: T } | undefined>();
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
          aria-label={t("frame.edit_field", { field: props.label })}
          aria-disabled={why ? true : undefined}
          onClick={() => !why && open()}
        >
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
            onChange: (value) => setDraft({ value }),
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
    setDraft({ value: props.value });
    props.onEditing?.(true);
  }

  function close() {
    setDraft(undefined);
    props.onEditing?.(false);
    requestAnimationFrame(() => opener.current?.focus());
  }

  async function save(value: T) {
    if (JSON.stringify(value) === JSON.stringify(props.value)) return close();
    setSaving(true);
    try {
      await props.onSave(value);
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
