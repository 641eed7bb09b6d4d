declare global {
  interface Window {
    /** A moving picture of somebody drawn. @param look which of the people */
    drawPerson?: (look: number) => MediaStream;
    /** A page of a plan, as somebody might share it. */
    drawScreen?: () => MediaStream;
  }
}

/**
 * Runs in a page before its scripts: the camera shows a drawn person instead of Chromium's test pattern.
 * @param look which of the people
 */
export function showPerson(look: number): void {
  const people = [
    { wall: "#c9d8cf", lamp: "#f4ead2", skin: "#c68f6b", hair: "#3b2a22", cloth: "#0b6b55" },
    { wall: "#d9cbbb", lamp: "#fff3dc", skin: "#8a5a3e", hair: "#1d1512", cloth: "#2f4f7d" },
    { wall: "#cfd4e2", lamp: "#fdf6e6", skin: "#e0b08c", hair: "#8a5a2b", cloth: "#7d3b52" },
    { wall: "#e2dccf", lamp: "#fffaf0", skin: "#6b432d", hair: "#120d0b", cloth: "#b5812c" },
    { wall: "#d3dfe2", lamp: "#f0f4ea", skin: "#d49f7a", hair: "#5d6168", cloth: "#4a4f57" },
    { wall: "#e6d3d0", lamp: "#fff6ee", skin: "#b97f59", hair: "#22140f", cloth: "#3d5f3a" },
    { wall: "#cdd9c4", lamp: "#fbf7e2", skin: "#f0c6a4", hair: "#c99a55", cloth: "#5a4a80" },
    { wall: "#d6d2e0", lamp: "#f8f2ff", skin: "#dcae85", hair: "#17130f", cloth: "#8b2f2f" },
    { wall: "#d9dcd2", lamp: "#fffdf4", skin: "#a56d4a", hair: "#3a3a40", cloth: "#22606b" },
    { wall: "#e4ddc6", lamp: "#fff8e0", skin: "#e7b995", hair: "#7a3a1e", cloth: "#2b2f45" },
  ] as const;

  window.drawPerson = (which) => {
    const { wall, lamp, skin, hair, cloth } = people[which % people.length] ?? people[0];
    const canvas = document.createElement("canvas");
    canvas.width = 1280;
    canvas.height = 720;
    const pen = canvas.getContext("2d");
    if (pen === null) return new MediaStream();
    const round = (x: number, y: number, width: number, height: number, colour: string): void => {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.ellipse(x, y, width, height, 0, 0, Math.PI * 2);
      pen.fill();
    };
    const draw = (): void => {
      const light = pen.createRadialGradient(980, 120, 40, 980, 120, 900);
      light.addColorStop(0, lamp);
      light.addColorStop(1, wall);
      pen.fillStyle = light;
      pen.fillRect(0, 0, 1280, 720);
      pen.fillStyle = "rgb(0 0 0 / 7%)";
      pen.fillRect(110, 90, 220, 300);
      pen.fillRect(1010, 430, 270, 290);
      const sway = Math.sin(performance.now() / 900 + which) * 6;
      round(640 + sway, 800, 330, 300, cloth);
      pen.fillStyle = skin;
      pen.fillRect(585 + sway, 420, 110, 130);
      round(640 + sway, 290, 148, 160, hair);
      round(640 + sway, 330, 122, 152, skin);
      round(640 + sway, 205, 128, 62, hair);
      round(594 + sway, 330, 9, 11, "#241a16");
      round(686 + sway, 330, 9, 11, "#241a16");
      pen.strokeStyle = "#5b2f26";
      pen.lineWidth = 7;
      pen.lineCap = "round";
      pen.beginPath();
      pen.arc(640 + sway, 385, 40, 0.25, Math.PI - 0.25);
      pen.stroke();
    };
    draw();
    const drawing = setInterval(draw, 200);
    const stream = canvas.captureStream(5);
    // a camera that is given back stands still
    const [track] = stream.getVideoTracks();
    const stop = track?.stop.bind(track);
    if (track !== undefined)
      track.stop = () => {
        clearInterval(drawing);
        stop?.();
      };
    return stream;
  };

  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await capture(constraints);
    for (const track of stream.getVideoTracks()) {
      const [drawn] = window.drawPerson?.(look).getVideoTracks() ?? [];
      if (drawn === undefined) continue;
      const settings = track.getSettings();
      drawn.getSettings = () => settings;
      stream.removeTrack(track);
      track.stop();
      stream.addTrack(drawn);
    }
    return stream;
  };
  navigator.mediaDevices.getDisplayMedia = async () => drawScreen();
  window.drawScreen = drawScreen;

  function drawScreen(): MediaStream {
    const screen = document.createElement("canvas");
    screen.width = 1600;
    screen.height = 900;
    const ink = screen.getContext("2d");
    const paint = (): void => {
      if (ink === null) return;
      ink.fillStyle = "#fdfcf8";
      ink.fillRect(0, 0, 1600, 900);
      ink.fillStyle = "#16211d";
      ink.font = "700 64px sans-serif";
      ink.fillText("Plan for the autumn", 110, 150);
      ["Talk to ten customers", "Ship the new lobby", "Measure, then decide"].forEach((line, row) => {
        ink.fillStyle = "#0b6b55";
        ink.fillRect(110, 240 + row * 96, 26, 26);
        ink.fillStyle = "#2c3a35";
        ink.font = "40px sans-serif";
        ink.fillText(line, 164, 267 + row * 96);
      });
      [180, 300, 250, 420, 520].forEach((heightPx, column) => {
        ink.fillStyle = column === 4 ? "#0b6b55" : "#bcd6cb";
        ink.fillRect(900 + column * 124, 760 - heightPx, 84, heightPx);
      });
      ink.fillStyle = "#98a69f";
      ink.fillRect(880, 760, 620, 4);
    };
    paint();
    setInterval(paint, 200);
    return screen.captureStream(5);
  }
}
