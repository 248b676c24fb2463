import { create } from "qrcode";

/** A QR code drawn here: the secret goes to no other place. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, data } = create(text, { errorCorrectionLevel: "M" }).modules;
  const side = size + 8;
  const squares = Array.from(data, (isDark, at) =>
    isDark ? `M${(at % size) + 4} ${Math.floor(at / size) + 4}h1v1h-1z` : "",
  ).join("");
  return (
    <svg className="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={squares} fill="#000" />
    </svg>
  );
}
