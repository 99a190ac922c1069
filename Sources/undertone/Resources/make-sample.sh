#!/bin/sh
# Makes sample.ogg, the synthetic speech that `undertone listen --or-sample` plays: five sentences of
# different pitch and speed with pauses between, 16 kHz mono. Needs espeak-ng and sox.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# number, voice, pitch (0-99), words a minute, sentence
say() {
    espeak-ng -v "$2" -p "$3" -s "$4" -w "$work/said-$1.wav" "$5"
    # A second of room between the sentences: quiet noise, because digital silence is no room.
    sox "$work/said-$1.wav" -r 16000 -c 1 "$work/$1.wav" gain -n -6 pad 0.5 0.9
}
say 1 en-us 40 150 "Hello. This is a synthetic voice, so that you see some lines appear."
say 2 en-us 95 215 "Oh, that is wonderful news, I can hardly believe it!"
say 3 en-gb 12 105 "I am afraid that nobody came, and now it is raining."
say 4 en-us 70 250 "Stop that at once! I have told you a hundred times!"
say 5 en-gb 45 160 "Plug in a microphone, and start again. Goodbye."

sox "$work"/[1-5].wav "$work/joined.wav"
sox -R "$work/joined.wav" -p synth brownnoise vol 0.0015 |
    sox -R -m -v 1 "$work/joined.wav" -v 1 -p -C 0 sample.ogg
