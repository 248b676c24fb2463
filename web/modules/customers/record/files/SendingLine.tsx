import { useTranslation } from "react-i18next";
import { ActionButton } from "../../../../ui/ActionButton.tsx";
import { Icon } from "../../../../ui/Icon.tsx";
import type { Sending } from "./useSending.ts";

/** A file on its way, or why it was not kept. */
export function SendingLine({ sending: { name, part, problem, cut } }: { sending: Sending }) {
  const { t } = useTranslation();
  const percent = Math.round(part * 100);
  return (
    <div className="file">
      <div className="row line">
        <Icon name={problem ? "warning" : "upload"} className={problem ? "danger" : "t3"} />
        <span className="el" title={name}>
          {name}
        </span>
        <span className="grow" />
        {!problem && <span className="t3 small num">{percent}%</span>}
        <ActionButton
          look="text"
          small
          icon="close"
          label={problem ? t("customers.files.forget", { name }) : t("customers.files.stop", { name })}
          onClick={cut}
        />
      </div>
      {problem ? (
        <p className="danger small file-more" role="alert">
          {problem}
        </p>
      ) : (
        <div
          className="bar file-more"
          role="progressbar"
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-label={t("customers.files.sending", { name })}
        >
          <i style={{ width: `${percent}%` }} />
        </div>
      )}
    </div>
  );
}
