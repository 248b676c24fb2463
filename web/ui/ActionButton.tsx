import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { focusOnOpen } from "./focus.ts";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icons.ts";

interface Props {
  children?: ReactNode;
  icon?: IconName;
  look?: "primary" | "plain" | "text" | "red";
  small?: boolean;
  /** The server's reason why this is not open ("no_permission"); absent means allowed. */
  blocked?: string | undefined;
  loading?: boolean;
  /** Names a button that shows an icon only. */
  label?: string;
  type?: "button" | "submit";
  autoFocus?: boolean;
  className?: string;
  onClick?: () => void;
}

/** A button that says why it is shut: it keeps the focus and reads its reason, it never just turns grey. */
export function ActionButton(props: Props) {
  const { children, icon, look = "plain", small, blocked, loading, label, type = "button", className = "" } = props;
  const { t } = useTranslation();
  const reasonId = useId();
  const isShut = blocked !== undefined;
  return (
    <span className="tipbox">
      <button
        type={type}
        className={`btn ${look === "plain" ? "" : look} ${small ? "s" : ""} ${children ? "" : "ico"} ${className}`}
        aria-label={label}
        aria-disabled={isShut || loading || undefined}
        aria-describedby={isShut ? reasonId : undefined}
        aria-busy={loading || undefined}
        ref={props.autoFocus ? focusOnOpen : undefined}
        onClick={(event) => {
          if (isShut || loading) event.preventDefault();
          else props.onClick?.();
        }}
      >
        {isShut ? <Icon name="lock" /> : icon && <Icon name={icon} />}
        {children}
      </button>
      {isShut ? (
        <span className="tip" role="tooltip" id={reasonId}>
          {t(`blocked.${blocked}`)}
        </span>
      ) : (
        label &&
        !children && (
          <span className="tip" aria-hidden="true">
            {label}
          </span>
        )
      )}
    </span>
  );
}
