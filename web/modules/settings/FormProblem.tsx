import { useTranslation } from "react-i18next";
import { ProblemError } from "../../api/problem.ts";
import { problemText } from "../../text/problem.ts";
import { Icon } from "../../ui/Icon.tsx";

/** What a refused form says above its buttons; the number finds it in the log. */
export function FormProblem({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!error) return null;
  return (
    <div className="note danger" role="alert">
      <Icon name="warning" />
      <span>
        {problemText(error)}
        {error instanceof ProblemError && error.requestId && (
          <span className="t2 small"> {t("frame.request_id", { id: error.requestId })}</span>
        )}
      </span>
    </div>
  );
}
