import { useTranslation } from "react-i18next";
import { Icon } from "./Icon.tsx";
import { Kbd } from "./Kbd.tsx";
import { closeToast, type Toast, useToasts } from "./toasts.ts";

const icons = { done: "check", undone: "undo", problem: "warning" } as const;

export function Toaster() {
  const toasts = useToasts();
  return (
    <section className="toasts" aria-live="polite">
      {toasts.map((toast) => (
        <ToastLine key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastLine({ toast }: { toast: Toast }) {
  const { t } = useTranslation();
  return (
    <div className="toast" role="status">
      <Icon name={icons[toast.look]} />
      <span className="grow">{toast.text}</span>
      {toast.act && (
        <button type="button" className="btn s" onClick={act}>
          {toast.act.name}
        </button>
      )}
      {toast.undo ? (
        <button type="button" className="btn s" onClick={undo}>
          {t("frame.undo")} <Kbd keys="Ctrl Z" />
        </button>
      ) : (
        <button type="button" className="btn s ico" aria-label={t("frame.close")} onClick={() => closeToast(toast.id)}>
          <Icon name="close" size={14} />
        </button>
      )}
    </div>
  );

  function act() {
    closeToast(toast.id);
    toast.act?.run();
  }

  function undo() {
    closeToast(toast.id);
    toast.undo?.();
  }
}
