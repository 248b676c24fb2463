import "./files.css";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { listFilesContract } from "../../../../../server/modules/customers/file.contract.ts";
import { useRead } from "../../../../api/queries.ts";
import { formatBytes } from "../../../../text/format.ts";
import { ErrorState } from "../../../../ui/ErrorState.tsx";
import { useRecord } from "../RecordContext.ts";
import { FileLine } from "./FileLine.tsx";
import { FilePreview } from "./FilePreview.tsx";
import { SendingLine } from "./SendingLine.tsx";
import { useSending } from "./useSending.ts";

const unknownLimit = Number.POSITIVE_INFINITY;
const shownAtFirst = 5;

/** Files of the customer: let go here to keep them, looked at, named, put newer ones over, taken away. */
export function Files() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const customerId = record.id;
  const answer = useRead(listFilesContract, { params: { customerId } });
  const most = answer.data?.most_bytes ?? unknownLimit;
  const { sending, send } = useSending(customerId, most);
  const [isOver, setOver] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const [looked, setLooked] = useState<string | undefined>();
  const picker = useRef<HTMLInputElement>(null);
  if (answer.isError)
    return <ErrorState title={t("customers.files.failed")} error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return null;
  const { files, blocked } = answer.data;
  if (blocked.change && files.length === 0) return null;
  const shown = isWhole ? files : files.slice(0, shownAtFirst);
  return (
    <section
      className={`files ${isOver ? "over" : ""}`}
      aria-label={t("customers.files.title")}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className="sect">
        <h2>{t("customers.files.title")}</h2>
        {files.length > 0 && <span className="cnt">{files.length}</span>}
        <span className="grow" />
        {!blocked.change && (
          <button type="button" className="btn link small" onClick={() => picker.current?.click()}>
            {t("customers.files.add")}
          </button>
        )}
      </div>
      <input
        ref={picker}
        type="file"
        multiple
        className="sr"
        tabIndex={-1}
        aria-label={t("customers.files.add")}
        onChange={(event) => {
          send([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {sending.map((one) => (
        <SendingLine key={one.id} sending={one} />
      ))}
      {shown.map((file) => (
        <FileLine
          key={file.id}
          file={file}
          isShut={blocked.change !== undefined}
          onLook={() => setLooked(file.id)}
          onNewer={(newer) => send([newer], file)}
        />
      ))}
      {files.length > shown.length && (
        <button type="button" className="btn link small" onClick={() => setWhole(true)}>
          {t("customers.files.all", { count: files.length })}
        </button>
      )}
      {files.length === 0 && sending.length === 0 && (
        <p className="t3 small">{t("customers.files.none", { most: formatBytes(most) })}</p>
      )}
      {isOver && (
        <p className="files-here" aria-hidden="true">
          {t("customers.files.let_go")}
        </p>
      )}
      {looked && <FilePreview files={files} looked={looked} onLook={setLooked} onClose={() => setLooked(undefined)} />}
    </section>
  );

  function over(event: DragEvent) {
    if (answer.data?.blocked.change || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  }

  function drop(event: DragEvent) {
    if (!isOver) return;
    event.preventDefault();
    setOver(false);
    send([...event.dataTransfer.files]);
  }
}
