import { problemText } from "../../text/problem.ts";
import { InlineEdit } from "../../ui/InlineEdit.tsx";

interface Props {
  label: string;
  name: string;
  maxLength: number;
  isHeading?: boolean;
  /** Gets a trimmed name that is not empty. @throws ProblemError, shown below the name */
  onSave: (name: string) => Promise<void>;
}

/** A name that is changed where it stands; an empty one leaves it as it was. */
export function NameEdit({ label, name, maxLength, isHeading = false, onSave }: Props) {
  return (
    <InlineEdit
      label={label}
      value={name}
      seen={name}
      shown={name}
      isHeading={isHeading}
      explain={problemText}
      onSave={async (text) => {
        if (text.trim()) await onSave(text.trim());
      }}
      editor={({ value, onChange, label: editorLabel, invalid }) => (
        <input
          className="inp s"
          aria-label={editorLabel}
          aria-invalid={invalid || undefined}
          value={value}
          maxLength={maxLength}
          // biome-ignore lint/a11y/noAutofocus: it appears where the name was clicked
          autoFocus
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    />
  );
}
