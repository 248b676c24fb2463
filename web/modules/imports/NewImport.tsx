import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { listImportsContract, uploadImportContract } from "../../../server/modules/customers/import.contract.ts";
import { client } from "../../api/client.ts";
import { keyOf } from "../../api/queries.ts";
import { upload } from "../../api/upload.ts";
import { droppedFile } from "../../frame/open.ts";
import { formatBytes } from "../../text/format.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { ErrorState } from "../../ui/ErrorState.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { ImportHead } from "./ImportHead.tsx";

type State =
  | { name: "idle" }
  | { name: "sending"; file: File; part: number; cut: AbortController }
  | { name: "refused"; file: File; error: unknown };

/** Takes a file, by dropping or choosing, or one that was dropped on the customer list. */
export function NewImport() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [state, setState] = useState<State>({ name: "idle" });
  const [isOver, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the file that was handed over
  useEffect(() => {
    const file = droppedFile.get();
    droppedFile.set(undefined);
    if (file) send(file);
  }, []);
  return (
    <>
      <ImportHead title={t("imports.title")} step="upload" />
      <div className="page im-new">
        {state.name === "sending" ? (
          <Sending file={state.file} part={state.part} onCut={() => state.cut.abort()} />
        ) : (
          <>
            {state.name === "refused" && (
              <ErrorState title={t("imports.refused", { name: state.file.name })} error={state.error} />
            )}
            <section
              className={`im-drop ${isOver ? "over" : ""}`}
              aria-label={t("imports.drop.title")}
              onDragOver={(event) => {
                event.preventDefault();
                setOver(true);
              }}
              onDragLeave={() => setOver(false)}
              onDrop={drop}
            >
              <Icon name="download" size={20} />
              <h2>{t("imports.drop.title")}</h2>
              <p className="t2">{t("imports.drop.text")}</p>
              <ActionButton look="primary" onClick={() => picker.current?.click()}>
                {t("imports.drop.choose")}
              </ActionButton>
              <input
                ref={picker}
                type="file"
                className="sr"
                tabIndex={-1}
                aria-label={t("imports.drop.choose")}
                accept=".xlsx,.csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                onChange={(event) => event.target.files?.[0] && send(event.target.files[0])}
              />
            </section>
            <ul className="im-hints t2">
              {(["format", "columns", "safe"] as const).map((hint) => (
                <li key={hint} className="row">
                  <Icon name="check" size={14} />
                  {t(`imports.hint.${hint}`)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </>
  );

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) send(file);
  }

  function send(file: File) {
    const cut = new AbortController();
    const tell = (part: number) => setState({ name: "sending", file, part, cut });
    tell(0);
    upload(uploadImportContract, { query: { name: file.name }, file, onProgress: tell, signal: cut.signal })
      .then((made) => {
        void client.invalidateQueries({ queryKey: keyOf(listImportsContract) });
        void navigate({ to: "/imports/$", params: { _splat: made.id }, replace: true });
      })
      .catch((error: unknown) => {
        const isCut = error instanceof DOMException && error.name === "AbortError";
        setState(isCut ? { name: "idle" } : { name: "refused", file, error });
      });
  }
}

function Sending({ file, part, onCut }: { file: File; part: number; onCut: () => void }) {
  const { t } = useTranslation();
  const percent = Math.round(part * 100);
  return (
    <div className="im-card" aria-live="polite">
      <div className="row">
        <h2 className="el">{file.name}</h2>
        <span className="grow" />
        <span className="small t2 nw">{formatBytes(file.size)}</span>
      </div>
      <div
        className="bar"
        role="progressbar"
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-label={t("imports.sending")}
      >
        <i style={{ width: `${percent}%` }} />
      </div>
      <div className="row small t3">
        <span>{percent < 100 ? t("imports.sent", { percent }) : t("imports.looking")}</span>
        <span className="grow" />
        <button type="button" className="btn link small" onClick={onCut}>
          {t("imports.stop")}
        </button>
      </div>
    </div>
  );
}
