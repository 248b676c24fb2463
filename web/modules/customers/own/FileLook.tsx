import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listFilesContract } from "../../../../server/modules/customers/file.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { FilePreview } from "../record/files/FilePreview.tsx";
import { contentAddress } from "../record/files/file.ts";
import { useRecord } from "../record/RecordContext.ts";

/** The newest version of a field's file: shown where that is safe, and to be kept. */
export function FileLook({ fileId }: { fileId: string }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const { data } = useRead(listFilesContract, { params: { customerId: record.id } });
  const [isOpen, setOpen] = useState(false);
  const file = data?.files.find(({ id }) => id === fileId);
  const [newest] = file?.versions ?? [];
  if (!file || !newest) return null;
  return (
    <>
      {newest.preview && (
        <ActionButton
          look="text"
          small
          icon="eye"
          label={t("customers.own.look", { name: file.name })}
          onClick={() => setOpen(true)}
        />
      )}
      <a
        className="btn text s ico"
        href={contentAddress(record.id, file.id, newest.version)}
        download
        aria-label={t("customers.files.download", { name: file.name })}
        title={t("customers.files.keep")}
      >
        <Icon name="download" />
      </a>
      {isOpen && (
        <FilePreview files={[file]} looked={file.id} onLook={() => undefined} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
