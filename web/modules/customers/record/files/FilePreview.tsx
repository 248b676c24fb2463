import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../../../ui/ActionButton.tsx";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { Icon } from "../../../../ui/Icon.tsx";
import { useRecord } from "../RecordContext.ts";
import { type CustomerFile, contentAddress } from "./file.ts";

interface Props {
  files: readonly CustomerFile[];
  looked: string;
  onLook: (fileId: string) => void;
  onClose: () => void;
}

/** Pictures and PDF, one after the other with the arrow keys. */
export function FilePreview({ files, looked, onLook, onClose }: Props) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const shown = files.filter((one) => one.versions[0]?.preview);
  const index = shown.findIndex((one) => one.id === looked);
  const file = shown[index];
  const [newest] = file?.versions ?? [];
  if (!file || !newest) return null;
  const isMany = shown.length > 1;
  return (
    <Dialog
      title={file.name}
      wide
      onClose={onClose}
      footer={
        <>
          {isMany && (
            <>
              <ActionButton icon="left" label={t("customers.files.previous")} onClick={() => go(-1)} />
              <span className="t3 small num" aria-live="polite">
                {index + 1} / {shown.length}
              </span>
              <ActionButton icon="right" label={t("customers.files.next")} onClick={() => go(1)} />
            </>
          )}
          <span className="grow" />
          <a className="btn" href={contentAddress(record.id, file.id, newest.version)} download>
            <Icon name="download" />
            {t("customers.files.keep")}
          </a>
          <ActionButton look="primary" onClick={onClose}>
            {t("frame.close")}
          </ActionButton>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys of the whole dialog */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: takes the focus, so that arrows work at once */}
      <div className="look" tabIndex={0} data-focus onKeyDown={onKey}>
        <Shown
          key={`${file.id} ${newest.version}`}
          name={file.name}
          isPicture={newest.preview === "image"}
          address={contentAddress(record.id, file.id, newest.version, "inline")}
        />
      </div>
    </Dialog>
  );

  function go(step: number) {
    const next = shown[(index + step + shown.length) % shown.length];
    if (next) onLook(next.id);
  }

  function onKey(event: KeyboardEvent) {
    if (event.key === "ArrowLeft") go(-1);
    if (event.key === "ArrowRight") go(1);
  }
}

function Shown({ name, isPicture, address }: { name: string; isPicture: boolean; address: string }) {
  const { t } = useTranslation();
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <p className="t2">{t("customers.files.unshown")}</p>;
  return isPicture ? (
    <img src={address} alt={name} onError={() => setBroken(true)} />
  ) : (
    <iframe src={address} title={name} />
  );
}
