import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { addFileContract, listFilesContract } from "../../../../server/modules/customers/file.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { upload } from "../../../api/upload.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { rereadFiles, tooLarge, uploadProblem } from "../record/files/file.ts";
import { useRecord } from "../record/RecordContext.ts";

interface Props {
  label: string;
  value: string;
  invalid: boolean;
  onPick: (fileId: string) => void;
}

/** One of the customer's files, or a new one that is kept on the customer and chosen at once. */
export function FileChoice({ label, value, invalid, onPick }: Props) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const params = { customerId: record.id };
  const { data } = useRead(listFilesContract, { params });
  const picker = useRef<HTMLInputElement>(null);
  const [part, setPart] = useState<number | undefined>();
  const [problem, setProblem] = useState<string | undefined>();
  const files = data?.files ?? [];
  const isHidden = value !== "" && data !== undefined && !files.some((file) => file.id === value);
  return (
    <>
      <span className="row">
        <select
          className="inp s grow"
          ref={focusOnOpen}
          aria-label={label}
          aria-invalid={invalid || undefined}
          value={value}
          onChange={(event) => onPick(event.target.value)}
        >
          <option value="">{t("customers.own.no_file")}</option>
          {isHidden && <option value={value}>{t("customers.own.hidden_file")}</option>}
          {files.map((file) => (
            <option key={file.id} value={file.id}>
              {file.name}
            </option>
          ))}
        </select>
        <ActionButton
          small
          icon="upload"
          label={t("customers.own.send_file", { field: label })}
          blocked={data?.blocked.change}
          loading={part !== undefined}
          onClick={() => picker.current?.click()}
        />
      </span>
      <input
        ref={picker}
        type="file"
        className="sr"
        tabIndex={-1}
        aria-label={t("customers.own.send_file", { field: label })}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) void send(file);
          event.target.value = "";
        }}
      />
      {part !== undefined && (
        <p className="small t3 num" role="status">
          {t("customers.own.sending", { percent: Math.round(part * 100) })}
        </p>
      )}
      {problem && (
        <p className="danger small" role="alert">
          {problem}
        </p>
      )}
    </>
  );

  async function send(file: File) {
    const most = data?.most_bytes ?? Number.POSITIVE_INFINITY;
    setProblem(file.size > most ? tooLarge(most) : undefined);
    if (file.size > most) return;
    setPart(0);
    try {
      const kept = await upload(addFileContract, { file, params, query: { name: file.name }, onProgress: setPart });
      await rereadFiles(record.id);
      onPick(kept.id);
    } catch (error) {
      setProblem(uploadProblem(error));
    } finally {
      setPart(undefined);
    }
  }
}
