import { useTranslation } from "react-i18next";
import {
  cancelImportContract,
  pauseImportContract,
  readImportContract,
  startImportContract,
} from "../../../server/modules/customers/import.contract.ts";
import { client } from "../../api/client.ts";
import { keyOf, useCall, useRead } from "../../api/queries.ts";
import { problemText } from "../../text/problem.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Counts } from "./Counts.tsx";
import type { Import } from "./import.ts";
import { Progress } from "./Progress.tsx";

/** While it runs: how far, what came of it so far, and a way to stop. */
export function Running({ one }: { one: Import }) {
  const { t } = useTranslation();
  const cancel = useCall(cancelImportContract);
  const pause = useCall(pauseImportContract);
  const start = useCall(startImportContract);
  const error = cancel.error ?? pause.error ?? start.error;
  const params = { importId: one.id };
  useRead(readImportContract, { params }, { refetchInterval: 2000 }); // behind the live channel
  const shown = {
    onSuccess: (answer: Import) => client.setQueryData(keyOf(readImportContract, { params }), answer),
  };
  return (
    <section className="im-card" aria-live="polite">
      <h2>{t(`imports.running.${one.state}`)}</h2>
      <Progress one={one} />
      <Counts one={one} />
      <p className="t2">{t(one.state === "paused" ? "imports.paused_text" : "imports.may_leave")}</p>
      {error && (
        <p className="danger" role="alert">
          {problemText(error)}
        </p>
      )}
      <div className="row">
        {one.state === "paused" ? (
          <ActionButton look="primary" loading={start.isPending} onClick={() => start.mutate({ params }, shown)}>
            {t("imports.go_on")}
          </ActionButton>
        ) : (
          <ActionButton
            loading={pause.isPending || one.state === "pausing"}
            onClick={() => pause.mutate({ params }, shown)}
          >
            {t("imports.pause")}
          </ActionButton>
        )}
        <ActionButton
          loading={cancel.isPending || one.state === "cancelling"}
          onClick={() => cancel.mutate({ params }, shown)}
        >
          {t("imports.stop")}
        </ActionButton>
        <span className="small t3">{t("imports.stop_text")}</span>
      </div>
    </section>
  );
}
