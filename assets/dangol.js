// What the browser decides by itself. Everything else is asked of the server.

// A session that has ended: the page asked for anew leads to the sign-in page, and from there back. Without this the
// address would change and the numbers would not.
const asked = window.fetch;
let fetchingCharts;
window.fetch = async function (...request) {
  const answer = await asked(...request);
  if (answer.status === 401) location.reload();
  if (answer.ok && String(request[0]?.url || request[0]).includes("/_dash-update-component")) fetchingCharts ??= drawn().then(() => document.fonts.ready).then(() => whenIdle(fetchCharts));
  return answer;
};

// Charts need a megabyte of code that the Overview does without. It is fetched once the first page is drawn, in its own
// typeface, and the browser has nothing else to do: the next page does not wait for it, and the first one not either.
const whenIdle = window.requestIdleCallback || ((task) => setTimeout(task, 500));
const drawn = () => new Promise((done) => {
  const look = () => (document.getElementById("content") ? done() : requestAnimationFrame(look));
  look();
});
const fetchCharts = function () {
  const address = window._dashPlotlyJSURL; // where Dash itself would fetch it from
  if (!address || window.Plotly || document.querySelector(`script[src="${address}"]`)) return;
  document.head.append(Object.assign(document.createElement("script"), { src: address, async: true }));
};

// Paper is light and narrower than a screen. Charts have colours and a width of their own, so they are drawn anew for it, and
// anew for the screen. In pixels: A4 between its margins.
const onPaper = 640;
const drawnFrom = new Map(); // the figures on both grounds, by the id of the element that shows one of them
const scheme = "data-mantine-color-scheme";
const redrawn = function (ground, sizeOf) {
  drawnFrom.forEach((figures, id) => {
    const chart = document.getElementById(id)?.querySelector(".js-plotly-plot");
    if (!chart) return;
    const figure = thinned(figures[ground]);
    window.Plotly.react(chart, figure.data, { ...figure.layout, ...sizeOf(chart) }, chart._context); // another context would drop who listens
  });
};
let onScreen;
window.addEventListener("beforeprint", () => {
  onScreen = document.documentElement.getAttribute(scheme);
  document.documentElement.setAttribute(scheme, "light");
  // With its height too: Plotly takes a width that stands alone back when the window changes.
  redrawn("light", (chart) => ({ autosize: false, width: onPaper, height: chart.clientHeight }));
});
window.addEventListener("afterprint", () => {
  document.documentElement.setAttribute(scheme, onScreen);
  redrawn(onScreen === "dark" ? "dark" : "light", () => ({ autosize: true }));
});

// The figure with as many names on its time axes as the screen has room for. A year that stands below a name that goes
// is taken over by the next one.
const nameWidth = 56;
const thinnedAxis = function (axis) {
  const [left, right] = axis.domain || [0, 1];
  const step = Math.ceil((axis.ticktext.length * nameWidth) / (window.innerWidth * (right - left)));
  if (step === 1) return axis;
  const names = [];
  let year = "";
  axis.ticktext.forEach((text, place) => {
    const [name, below] = text.split("<br>");
    year = below || year;
    if (place % step) return;
    names.push({ at: axis.tickvals[place], text: year ? `${name}<br>${year}` : name });
    year = "";
  });
  return { ...axis, tickvals: names.map((one) => one.at), ticktext: names.map((one) => one.text) };
};
const thinned = function (figure) {
  if (figure.layout.meta?.all) return figure; // names of which none may go
  const layout = { ...figure.layout };
  for (const name of Object.keys(layout)) {
    if (/^xaxis\d*$/.test(name) && layout[name].ticktext) layout[name] = thinnedAxis(layout[name]);
  }
  return { ...figure, layout };
};

// A list that can be searched shows what is chosen; whoever types looks for something else.
document.addEventListener("click", ({ target }) => {
  if (target.matches(".mantine-Select-input:not([readonly])")) target.select();
});

// A link to another page of ours: the address changes and Dash asks for the page, as with its own links.
const followLink = function (click) {
  if (click.currentTarget.target || click.metaKey || click.shiftKey || click.altKey || click.ctrlKey) return;
  click.preventDefault();
  history.pushState({}, "", click.currentTarget.href);
  window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  window.scrollTo(0, 0);
};

// The parts of a page to which nothing happens (dashboards/still.py): plain elements, without a component of Dash around each.
const element = function (part) {
  if (typeof part !== "object") return part;
  const { children, ...props } = part.props;
  const name = part.type === "Link" ? "a" : part.type.toLowerCase();
  if (part.type === "Link" || "data-within" in props) props.onClick = followLink;
  return window.React.createElement(name, props, ...children.map(element));
};
window.dangol = { Still: ({ parts }) => window.React.createElement(window.React.Fragment, null, ...parts.map(element)) };

window.dash_clientside = Object.assign({}, window.dash_clientside, {
  dangol: {
    // The figure for the ground that is shown.
    figure: function (figures, forced) {
      const ground = forced || (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
      if (!figures) return window.dash_clientside.no_update;
      const { id } = window.dash_clientside.callback_context.outputs_list;
      drawnFrom.set(typeof id === "string" ? id : JSON.stringify(id, Object.keys(id).sort()), figures);
      return thinned(figures[ground]);
    },

    // Where the point leads that was clicked: to what it was counted from. The server wrote the address, so it is one of ours.
    followed: function () {
      const clicked = window.dash_clientside.callback_context.triggered[0]?.value?.points ?? [];
      const address = clicked.map((point) => point.customdata).find((one) => typeof one === "string" && /^\/(?![\/\\])/.test(one));
      return address ?? window.dash_clientside.no_update;
    },

    // The picture of a chart on the clipboard; where the browser has none for pictures, among the downloads.
    copied: async function (clicks, figures, name) {
      const button = window.dash_clientside.callback_context.triggered_id;
      if (!clicks || !button) return window.dash_clientside.no_update;
      const place = document.getElementById(`{"chart":"${button.chart}","part":"picture"}`);
      const words = document.getElementById(`{"chart":"${button.chart}","part":"copy"}`).dataset;
      const chart = place.querySelector(".js-plotly-plot");
      const ground = getComputedStyle(document.documentElement).getPropertyValue("--ground").trim();
      const layout = {
        ...chart.layout,
        title: { text: figures.title, x: 0.02, xanchor: "left", font: { size: 18 } },
        paper_bgcolor: ground,
        plot_bgcolor: ground,
        margin: { l: 24, r: 40, t: 64, b: 24 },
      };
      const size = { format: "png", width: 1200, height: Math.max(560, chart.clientHeight + 80), scale: 2 };
      const address = await window.Plotly.toImage({ data: chart.data, layout }, size);
      const picture = new Blob([Uint8Array.from(atob(address.split(",")[1]), (letter) => letter.charCodeAt(0))], { type: "image/png" });
      let done = words.done;
      try {
        await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
      } catch (refused) {
        const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(picture), download: `${figures.title}.png` });
        link.click();
        URL.revokeObjectURL(link.href);
        done = words.saved;
      }
      setTimeout(() => window.dash_clientside.set_props(button, { children: name }), 2000);
      return done;
    },

    // The menu of narrow screens.
    opened: function (clicks) {
      return clicks ? true : window.dash_clientside.no_update;
    },

    // Another colour scheme, kept in a cookie: it says nothing about anybody.
    colours: function () {
      const clicked = window.dash_clientside.callback_context.triggered_id;
      const happened = window.dash_clientside.callback_context.triggered.some((one) => one.value);
      if (!clicked || !happened) return window.dash_clientside.no_update;
      const chosen = clicked.colours;
      const secure = location.protocol === "https:" ? "; Secure" : "";
      const age = chosen === "auto" ? 0 : 31536000;
      document.cookie = `dangol-colours=${chosen}; path=/; max-age=${age}; SameSite=Lax${secure}`;
      return chosen === "auto" ? null : chosen;
    },
  },
});
