import { Link, useNavigate } from "@tanstack/react-router";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  listTradeImportsContract,
  uploadTradesContract,
} from "../../../../server/modules/customers/trade/import/import.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { upload } from "../../../api/upload.ts";
import { formatFull, formatNumber } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { ImportHead } from "../ImportHead.tsx";
import { looks } from "./looks.ts";

/** Takes a file of trades, and lists those that came before. */
export function TradeImportList() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const picker = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<{ name?: string; part?: number; error?: unknown; isOver?: boolean }>({});
  const list = useRead(listTradeImportsContract, {}, { refetchInterval: 5000 });
  return (
    <>
      <ImportHead title={t("imports.trades.title")} />
      <div className="page im-new">
        {state.error !== undefined && (
          <ErrorState title={t("imports.refused", { name: state.name })} error={state.error} />
        )}
        <section
          className={`im-drop ${state.isOver ? "over" : ""}`}
          aria-label={t("imports.trades.drop")}
          onDragOver={(event) => {
            event.preventDefault();
            setState({ isOver: true });
          }}
          onDragLeave={() => setState({})}
          onDrop={drop}
        >
          <Icon name="download" size={20} />
          <h2>{t("imports.trades.drop")}</h2>
          <p className="t2">{t("imports.trades.drop_text")}</p>
          <ActionButton look="primary" loading={state.part !== undefined} onClick={() => picker.current?.click()}>
            {state.part === undefined
              ? t("imports.drop.choose")
              : t("imports.sent", { percent: Math.round(state.part * 100) })}
          </ActionButton>
          <input
            ref={picker}
            type="file"
            className="sr"
            tabIndex={-1}
            aria-label={t("imports.drop.choose")}
            accept=".xlsx,.csv,.txt,.tsv"
            onChange={(event) => send(event.target.files?.[0])}
          />
        </section>
        {list.isPending && <Skeleton rows={3} />}
        {list.isError && <p className="danger small">{problemText(list.error)}</p>}
        <ul className="im-list">
          {list.data?.imports.map((one) => (
            <li key={one.id}>
              <Link to="/imports/$" params={{ _splat: `trades/${one.id}` }} className="im-line">
                <b className="el">{one.file_name}</b>
                <span className={`tag ${looks[one.state] ?? ""}`}>{t(`imports.trades.state.${one.state}`)}</span>
                <span className="grow" />
                <span className="small t3">
                  {t("imports.trades.counts", {
                    created: formatNumber(one.created_count),
                    rejected: formatNumber(one.rejected_count),
                  })}
                </span>
                <span className="small t3 nw">{formatFull(one.created_at)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </>
  );

  function drop(event: DragEvent) {
    event.preventDefault();
    send(event.dataTransfer.files[0]);
  }

  function send(file: File | undefined) {
    if (!file) return;
    const { name } = file;
    setState({ name, part: 0 });
    upload(uploadTradesContract, { query: { name }, file, onProgress: (part) => setState({ name, part }) })
      .then((made) => {
        void client.invalidateQueries({ queryKey: keyOf(listTradeImportsContract) });
        void navigate({ to: "/imports/$", params: { _splat: `trades/${made.id}` } });
      })
      .catch((error: unknown) => setState({ name, error }));
  }
}
