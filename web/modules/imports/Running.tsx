import { useTranslation } from "react-i18next";
import { cancelImportContract, readImportContract } from "../../../server/modules/customers/import.contract.ts";
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
  const params = { importId: one.id };
  useRead(readImportContract, { params }, { refetchInterval: 2000 }); // behind the live channel
  const isStopping = one.state === "cancelling";
  return (
    <section className="im-card" aria-live="polite">
      <h2>{t(`imports.running.${one.state}`)}</h2>
      <Progress one={one} />
      <Counts one={one} />
      <p className="t2">{t("imports.may_leave")}</p>
      {cancel.error && (
        <p className="danger" role="alert">
          {problemText(cancel.error)}
        </p>
      )}
      <div className="row">
        <ActionButton loading={cancel.isPending || isStopping} onClick={stop}>
          {t("imports.stop")}
        </ActionButton>
        <span className="small t3">{t("imports.stop_text")}</span>
      </div>
    </section>
  );

  function stop() {
    cancel.mutate(
      { params },
      { onSuccess: (answer) => client.setQueryData(keyOf(readImportContract, { params }), answer) },
    );
  }
}
