import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readImportContract, startImportContract } from "../../../server/modules/customers/import.contract.ts";
import { client } from "../../api/client.ts";
import { keyOf, useCall } from "../../api/queries.ts";
import { formatNumber } from "../../text/format.ts";
import { problemText } from "../../text/problem.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Counts } from "./Counts.tsx";
import type { Import } from "./import.ts";
import { UndoImport } from "./UndoImport.tsx";

/** What became of it, and what to do next. */
export function Result({ one }: { one: Import }) {
  const { t } = useTranslation();
  const isFailed = one.state === "failed";
  return (
    <>
      <section className="im-card" aria-live="polite">
        <h2 className="row">
          <span className={isFailed ? "danger" : one.state === "done" ? "good" : "warn"}>
            <Icon name={isFailed ? "warning" : one.state === "done" ? "check" : "info"} size={20} />
          </span>
          {t(`imports.result.${one.state}`)}
        </h2>
        <p className="t2">
          {t(`imports.result_text.${one.state}`, {
            created: formatNumber(one.created_count),
            updated: formatNumber(one.updated_count),
          })}
        </p>
        {isFailed && <Failure one={one} />}
        <Counts one={one} />
        <div className="row im-acts">
          {one.created_count > 0 && (
            <Link to="/customers" search={{ view: "new" }} className={`btn ${isFailed ? "" : "primary"}`}>
              <Icon name="customers" />
              {t("imports.to_new")}
            </Link>
          )}
          <Link to="/imports/$" params={{ _splat: "new" }} className="btn">
            {t("imports.another")}
          </Link>
        </div>
      </section>
      <UndoImport one={one} />
    </>
  );
}

function Failure({ one }: { one: Import }) {
  const { t } = useTranslation();
  const start = useCall(startImportContract);
  const params = { importId: one.id };
  return (
    <div className="note danger" role="alert">
      <Icon name="warning" />
      <span>
        {t(`imports.failure.${(one.error ?? "server_failed").replace(/^.*\./, "")}`)}
        {start.error && <span className="danger"> {problemText(start.error)}</span>}
      </span>
      <span className="grow" />
      <ActionButton small icon="refresh" loading={start.isPending} onClick={again}>
        {t("imports.go_on")}
      </ActionButton>
    </div>
  );

  function again() {
    start.mutate(
      { params },
      { onSuccess: (answer) => client.setQueryData(keyOf(readImportContract, { params }), answer) },
    );
  }
}
