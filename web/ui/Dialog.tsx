import { type ReactNode, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { ActionButton } from "./ActionButton.tsx";

interface Props {
  title: string;
  children: ReactNode;
  footer?: ReactNode;
  /** "side" slides in from the right, "middle" stands in the middle. */
  place?: "middle" | "side";
  wide?: boolean;
  onClose: () => void;
}

/** The browser's own modal dialog: it keeps the focus and answers Esc. Render it to open it; it takes no looks from there. */
export function Dialog({ title, children, footer, place = "middle", wide, onClose }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const { t } = useTranslation();
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) {
      dialog.showModal();
      dialog.querySelector<HTMLElement>("[data-focus]")?.focus();
    }
    return () => dialog?.close();
  }, []);
  return createPortal(
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it by keyboard
    <dialog
      ref={ref}
      className={place === "side" ? "side" : `dlg ${wide ? "wide" : ""}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      {place === "side" ? (
        <div className="side-in">
          <header>
            <h2 className="grow">{title}</h2>
            <ActionButton look="text" icon="close" label={t("frame.close")} onClick={onClose} />
          </header>
          <div className="body">{children}</div>
          {footer && <footer>{footer}</footer>}
        </div>
      ) : (
        <>
          <h2>{title}</h2>
          {children}
          {footer && (
            <div className="row" style={{ marginTop: 14, justifyContent: "flex-end" }}>
              {footer}
            </div>
          )}
        </>
      )}
    </dialog>,
    document.body,
  );
}
