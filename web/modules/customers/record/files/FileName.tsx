import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { renameFileContract } from "../../../../../server/modules/customers/file.contract.ts";
import { call } from "../../../../api/call.ts";
import { useCall } from "../../../../api/queries.ts";
import { problemText } from "../../../../text/problem.ts";
import { ActionButton } from "../../../../ui/ActionButton.tsx";
import { focusOnOpen } from "../../../../ui/focus.ts";
import { showToast } from "../../../../ui/toasts.ts";
import { useRecord } from "../RecordContext.ts";
import { actOnFile, type CustomerFile, rereadFiles } from "./file.ts";

/** The name of a file, edited where it stands. */
export function FileName({ file, onClose }: { file: CustomerFile; onClose: () => void }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const rename = useCall(renameFileContract);
  const params = { customerId: record.id, fileId: file.id };
  return (
    <form className="file" onSubmit={save} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <div className="row">
        <input
          className="inp s grow"
          name="name"
          required
          maxLength={255}
          ref={selectStem}
          defaultValue={file.name}
          aria-label={t("customers.files.name")}
          aria-invalid={rename.isError || undefined}
          autoComplete="off"
        />
        <ActionButton
          small
          type="submit"
          look="primary"
          icon="check"
          label={t("frame.save")}
          loading={rename.isPending}
        />
        <ActionButton small icon="close" label={t("frame.cancel")} onClick={onClose} />
      </div>
      {rename.error && (
        <p className="danger small" role="alert">
          {problemText(rename.error)}
        </p>
      )}
    </form>
  );

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    if (!name || name === file.name) return onClose();
    const back = () => call(renameFileContract, { params, body: { set: { name: file.name }, seen: { name } } });
    rename.mutate(
      { params, body: { set: { name }, seen: { name: file.name } } },
      {
        onSuccess: () => {
          void rereadFiles(record.id).then(onClose);
          const text = t("customers.files.renamed", { name });
          showToast({ text, undo: () => actOnFile(record.id, back, t("frame.undone", { text })) });
        },
      },
    );
  }
}

/** The ending stays as it is unless somebody means it. */
function selectStem(input: HTMLInputElement | null): void {
  focusOnOpen(input);
  const end = input?.value.lastIndexOf(".") ?? -1;
  if (input) input.setSelectionRange(0, end > 0 ? end : input.value.length);
}
