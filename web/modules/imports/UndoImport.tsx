import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readUndoContract, undoImportContract } from "../../../server/modules/customers/import_undo.contract.ts";
import { client } from "../../api/client.ts";
import { keyOf, useCall, useRead } from "../../api/queries.ts";
import { useCan } from "../../frame/me.ts";
import { formatFull, formatNumber } from "../../text/format.ts";
import { problemText } from "../../text/problem.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { Import } from "./import.ts";

const counts = ["binned", "kept", "restored", "left"] as const;

/** Says what taking the import back would do, does it, and says what it has done. */
export function UndoImport({ one }: { one: Import }) {
  const { t } = useTranslation();
  const can = useCan();
  const params = { importId: one.id };
  const undo = useCall(undoImportContract);
  const read = useRead(
    readUndoContract,
    { params },
    { refetchInterval: undo.data?.state === "running" ? 1000 : false },
  );
  const { undo: done, preview } = read.data ?? {};
  const about = done ?? preview;
  if (!about) return null;
  return (
    <section className="im-card" aria-live="polite">
      <h2>{t(done ? `imports.undo.${done.state}` : "imports.undo.title")}</h2>
      {preview && (
        <p className="t2">
          {t("imports.undo.text")} {t("imports.undo.until", { at: formatFull(preview.until) })}
        </p>
      )}
      {done?.state === "done" && counts.every((name) => done[`${name}_count`] === 0) && (
        <p className="t2">{t("imports.undo.nothing")}</p>
      )}
      <ul className="im-undo t2">
        {counts
          .filter((name) => about[`${name}_count`] > 0)
          .map((name) => (
            <li key={name}>
              {t(`imports.undo.${done ? "did" : "will"}_${name}`, {
                count: about[`${name}_count`],
                shown: formatNumber(about[`${name}_count`]),
              })}
            </li>
          ))}
      </ul>
      {preview && preview.kept.length > 0 && (
        <details>
          <summary className="small">{t("imports.undo.who_stays")}</summary>
          <ul className="im-kept small">
            {preview.kept.map(({ id, number, name }) => (
              <li key={id}>
                <Link to="/customers/$customerId" params={{ customerId: id }}>
                  {name}
                </Link>{" "}
                <span className="t3">{number}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {undo.error && (
        <p className="danger" role="alert">
          {problemText(undo.error)}
        </p>
      )}
      {done && about.binned_count > 0 && can("customer.remove") && (
        <div className="row">
          <Link to="/bin" className="btn">
            <Icon name="trash" />
            {t("imports.undo.to_bin")}
          </Link>
        </div>
      )}
      {(preview || done?.state === "failed") && (
        <div className="row">
          <ActionButton icon="undo" loading={undo.isPending} onClick={go}>
            {t("imports.undo.go")}
          </ActionButton>
        </div>
      )}
    </section>
  );

  function go() {
    undo.mutate(
      { params },
      {
        onSuccess: (answer) =>
          client.setQueryData(keyOf(readUndoContract, { params }), { undo: answer, preview: null }),
      },
    );
  }
}
