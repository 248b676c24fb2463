let context: AudioContext | undefined;

/** How loud a stream is now, 0 to 1. @returns reads it, and ends the measuring */
export function meter(stream: MediaStream): { level: () => number; close: () => void } {
  context ??= new AudioContext();
  void context.resume();
  const source = context.createMediaStreamSource(stream);
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // -60 dB is silence, -10 dB is loud speech
      return Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-12) + 60) / 50));
    },
    close() {
      source.disconnect();
    },
  };
}
