import { useId } from "react";
import { Icon } from "../../ui/Icon.tsx";
import type { IconName } from "../../ui/icons.ts";

interface Props {
  icon: IconName;
  label: string;
  /** Why it is shut, in words; absent: open. */
  why?: string | undefined;
  onClick: () => void;
}

/** A small icon button of a row that says its name, or why it cannot be used now. */
export function ShutButton({ icon, label, why, onClick }: Props) {
  const id = useId();
  return (
    <span className="tipbox shut">
      <button
        type="button"
        className="btn text s ico"
        aria-label={label}
        aria-disabled={why ? true : undefined}
        aria-describedby={why ? id : undefined}
        onClick={() => !why && onClick()}
      >
        <Icon name={icon} />
      </button>
      <span className="tip" role="tooltip" id={id}>
        {why ?? label}
      </span>
    </span>
  );
}
