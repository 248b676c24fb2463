interface Piece {
  text: string;
  hit: boolean;
}

/** A text with what matched marked in it. */
export function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <span>
      {pieces.map((piece, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place
        piece.hit ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
      )}
    </span>
  );
}
