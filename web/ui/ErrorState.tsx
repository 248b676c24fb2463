import { useTranslation } from "react-i18next";
import { ProblemError } from "../api/problem.ts";
import { formatTime } from "../text/format.ts";
import { problemText } from "../text/problem.ts";
import { ActionButton } from "./ActionButton.tsx";
import { Icon } from "./Icon.tsx";
import { showToast } from "./toasts.ts";

interface Props {
  /** What did not happen: "客户没有取到". */
  title: string;
  error: unknown;
  retry?: () => void;
}

/** What happened, and what to do; the number finds it in the log. */
export function ErrorState({ title, error, retry }: Props) {
  const { t } = useTranslation();
  const requestId = error instanceof ProblemError ? error.requestId : "";
  return (
    <div className="state" role="alert">
      <span className="danger">
        <Icon name="warning" size={20} />
      </span>
      <h2>{title}</h2>
      <p className="read t2">{problemText(error)}</p>
      {retry && (
        <div className="row acts">
          <ActionButton look="primary" icon="refresh" onClick={retry}>
            {t("frame.retry")}
          </ActionButton>
        </div>
      )}
      {requestId && (
        <p className="small t3" style={{ marginTop: 10 }}>
          {t("frame.request_id", { id: requestId })} · {formatTime(new Date().toISOString())} ·{" "}
          <button type="button" className="btn link small" onClick={() => copy(requestId)}>
            {t("frame.copy")}
          </button>
        </p>
      )}
    </div>
  );

  function copy(text: string) {
    void navigator.clipboard?.writeText(text).then(() => showToast({ text: t("frame.copied") }));
  }
}
