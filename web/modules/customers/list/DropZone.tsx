import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { droppedFile } from "../../../frame/open.ts";
import { Icon } from "../../../ui/Icon.tsx";

/** A file let go anywhere on the list goes to the import page. */
export function DropZone({ isOpen, children }: { isOpen: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [depth, setDepth] = useState(0);
  if (!isOpen) return children;
  return (
    <section
      className="drop-area"
      aria-label={t("customers.title")}
      onDragEnter={(event) => hasFile(event) && setDepth(depth + 1)}
      onDragLeave={(event) => hasFile(event) && setDepth(Math.max(0, depth - 1))}
      onDragOver={(event) => hasFile(event) && event.preventDefault()}
      onDrop={drop}
    >
      {children}
      {depth > 0 && (
        <div className="drop-here" aria-hidden="true">
          <Icon name="download" size={20} />
          <h2>{t("customers.drop.title")}</h2>
          <p className="t2">{t("customers.drop.text")}</p>
        </div>
      )}
    </section>
  );

  function drop(event: DragEvent) {
    if (!hasFile(event)) return;
    event.preventDefault();
    setDepth(0);
    const file = event.dataTransfer.files[0];
    if (!file) return;
    droppedFile.set(file);
    void navigate({ to: "/imports/$", params: { _splat: "new" } });
  }
}

function hasFile(event: DragEvent): boolean {
  return event.dataTransfer.types.includes("Files");
}
