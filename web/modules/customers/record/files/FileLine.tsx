import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { removeFileContract, restoreFileContract } from "../../../../../server/modules/customers/file.contract.ts";
import { call } from "../../../../api/call.ts";
import { formatBytes, formatFull, formatWhen } from "../../../../text/format.ts";
import { ActionButton } from "../../../../ui/ActionButton.tsx";
import { Icon } from "../../../../ui/Icon.tsx";
import type { IconName } from "../../../../ui/icons.ts";
import { useRecord } from "../RecordContext.ts";
import { FileName } from "./FileName.tsx";
import { actOnFile, type CustomerFile, contentAddress, type FileVersion } from "./file.ts";

interface Props {
  file: CustomerFile;
  isShut: boolean;
  onLook: () => void;
  onNewer: (newer: File) => void;
}

/** One file: what it is, how large, from whom and when; its older versions on demand. */
export function FileLine({ file, isShut, onLook, onNewer }: Props) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const [isNaming, setNaming] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const [newest, ...older] = file.versions;
  if (!newest) return null;
  const params = { customerId: record.id, fileId: file.id };
  const clientName = record.clients.find((one) => one.id === file.client_id)?.name;
  if (isNaming) return <FileName file={file} onClose={() => setNaming(false)} />;
  return (
    <div className="file">
      <div className="row line">
        <Icon name={iconOf(newest)} className="t3" />
        {newest.preview ? (
          <button type="button" className="file-name el" title={file.name} onClick={onLook}>
            {file.name}
          </button>
        ) : (
          <a className="file-name el" title={file.name} href={address(newest)} download>
            {file.name}
          </a>
        )}
        <span className="grow" />
        <span className="row quiet">
          {!isShut && (
            <>
              <ActionButton
                look="text"
                small
                icon="edit"
                label={t("customers.files.rename", { name: file.name })}
                onClick={() => setNaming(true)}
              />
              <ActionButton
                look="text"
                small
                icon="upload"
                label={t("customers.files.newer", { name: file.name })}
                onClick={() => picker.current?.click()}
              />
            </>
          )}
          <a
            className="btn text s ico"
            href={address(newest)}
            download
            aria-label={t("customers.files.download", { name: file.name })}
            title={t("customers.files.keep")}
          >
            <Icon name="download" />
          </a>
          {!isShut && (
            <ActionButton
              look="text"
              small
              icon="bin"
              label={t("customers.files.remove", { name: file.name })}
              onClick={remove}
            />
          )}
        </span>
      </div>
      <p className="row t3 small file-more">
        <Facts version={newest} />
        {clientName && <span className="tag">{clientName}</span>}
        {older.length > 0 && (
          <button type="button" className="btn link small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t("customers.files.versions", { count: file.versions.length })}
          </button>
        )}
      </p>
      {newest.is_disguised && <p className="small file-more file-odd">{t("customers.files.disguised")}</p>}
      {isOpen && (
        <ol className="file-more file-versions" reversed>
          {older.map((one) => (
            <li key={one.version} className="row t3 small">
              <a href={address(one)} download>
                {t("customers.files.version", { version: one.version })}
              </a>
              <Facts version={one} />
            </li>
          ))}
        </ol>
      )}
      <input
        ref={picker}
        type="file"
        className="sr"
        tabIndex={-1}
        aria-label={t("customers.files.newer", { name: file.name })}
        onChange={(event) => {
          const [newer] = event.target.files ?? [];
          if (newer) onNewer(newer);
          event.target.value = "";
        }}
      />
    </div>
  );

  function address({ version }: FileVersion): string {
    return contentAddress(record.id, file.id, version);
  }

  function remove() {
    void actOnFile(
      record.id,
      () => call(removeFileContract, { params }),
      t("customers.files.removed", { name: file.name }),
      () => call(restoreFileContract, { params }),
    );
  }
}

function Facts({ version: { size, created_at, created_by } }: { version: FileVersion }) {
  return (
    <>
      <span className="num nw">{formatBytes(size)}</span>
      {created_by && <span className="nw">{created_by.name}</span>}
      <time className="nw" dateTime={created_at} title={formatFull(created_at)}>
        {formatWhen(created_at)}
      </time>
    </>
  );
}

function iconOf({ media_type, preview, is_disguised }: FileVersion): IconName {
  if (is_disguised) return "warning";
  if (preview === "image" || media_type.startsWith("image/")) return "picture";
  return preview === "pdf" ? "fax" : "file";
}
