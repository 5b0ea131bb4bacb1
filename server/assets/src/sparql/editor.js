// The editor proper: CodeMirror in a shadow root, so that its styles need no exception from the content security policy.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { declaration } from "./vocabulary.js";

const theme = EditorView.theme({
  "&": { color: "var(--code-ink)", backgroundColor: "var(--code-paper)", border: "1px solid var(--code-line)", borderRadius: "6px", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "3px solid var(--code-focus)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace", lineHeight: "1.5", minHeight: "14rem", maxHeight: "32rem" },
  ".cm-gutters": { backgroundColor: "var(--code-paper)", color: "var(--code-faint)", borderInlineEnd: "1px solid var(--code-line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--code-active)" },
  ".cm-content": { caretColor: "var(--code-ink)" },
  ".cm-cursor": { borderInlineStartColor: "var(--code-ink)", borderInlineStartWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--code-selection)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--code-selection)", outline: "1px solid var(--code-focus)" },
  ".cm-tooltip": { backgroundColor: "var(--code-paper)", color: "var(--code-ink)", border: "1px solid var(--code-line)", borderRadius: "6px" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "18rem" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "0.15rem 0.4rem" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--code-focus)", color: "var(--code-paper)" },
  ".cm-completionDetail": { color: "var(--code-faint)", fontStyle: "normal" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionInfo": { maxWidth: "24rem", whiteSpace: "normal" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap", borderInlineStart: "4px solid var(--code-error)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--code-error) 2px", textUnderlineOffset: "3px", backgroundColor: "var(--code-error-paper)" },
  ".cm-lint-marker-error": { content: "normal", color: "var(--code-error)", fontWeight: "700" }, // its image is none that the policy lets in
  ".cm-lint-marker-error::before": { content: '"✕"' },
  ".cm-lintPoint-error::after": { borderBottomColor: "var(--code-error)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.operatorKeyword], color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.integer, tags.float, tags.bool, tags.literal], color: "var(--code-number)" },
  { tag: [tags.variableName, tags.name], color: "var(--code-variable)" },
  { tag: [tags.url, tags.namespace, tags.propertyName, tags.typeName], color: "var(--code-name)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--code-faint)", fontStyle: "italic" },
]);

/** Declare one of our prefixes as soon as it is used. */
function declaring(prefixes) {
  return EditorView.inputHandler.of((view, from, to, text) => {
    if (text !== ":" || from !== to) return false;
    const line = view.state.doc.lineAt(from);
    const before = line.text.slice(0, from - line.from);
    const prefix = /(?:^|[\s({.;,^/|!])([A-Za-z][\w-]*)$/.exec(before)?.[1];
    const quoted = (before.match(/"/g) ?? []).length % 2 === 1;
    if (!prefix || !prefixes[prefix] || quoted || /^\s*(#|PREFIX\b)/i.test(before) || /<[^>\s]*$/.test(before)) return false;
    const change = declaration(view.state.doc.toString(), prefix, prefixes[prefix]);
    if (!change || change.from > from) return false;
    view.dispatch({
      changes: [change, { from, insert: ":" }],
      selection: { anchor: from + 1 + change.insert.length },
      userEvent: "input.type",
    });
    return true;
  });
}

/** Type over a selection ourselves: Chromium would put styles into the page for it, of which the policy complains. */
const overtyping = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main, ranges } = view.state.selection;
    if (event.inputType !== "insertText" || event.data === null || view.composing || ranges.length > 1 || main.empty) return false;
    event.preventDefault();
    const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    const taken = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, main.from, main.to, event.data, insert));
    if (!taken) view.dispatch(insert());
    return true;
  },
});

/** The offset of a line and column, both from one; the column counts characters as the server does. */
function offset(doc, line, column) {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return at.from + [...at.text].slice(0, column - 1).join("").length;
}

/** An editor over `area`, a textarea, which it hides and keeps up to date. */
export class Editor {
  constructor(host, area, { label, prefixes, complete, run, changed, phrases }) {
    this.extensions = [
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
      lineNumbers(), highlightActiveLine(), highlightActiveLineGutter(), history(), drawSelection(), bracketMatching(), closeBrackets(), indentOnInput(),
      sparql(), syntaxHighlighting(colours), theme, lintGutter(),
      autocompletion({ override: [complete], icons: false, maxRenderedOptions: 60 }),
      declaring(prefixes),
      overtyping,
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
      EditorState.phrases.of(phrases),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true", spellcheck: "false", dir: "ltr" }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        area.value = update.state.doc.toString();
        changed(area.value);
      }),
    ];
    const root = host.attachShadow({ mode: "open" });
    this.view = new EditorView({ state: this.state(area.value), root, parent: root });
    area.hidden = true;
    host.hidden = false;
  }

  state(text) {
    return EditorState.create({ doc: text, extensions: this.extensions });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  /** Put another text in place of all there is, as one step that can be undone. */
  set text(text) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: 0 } });
  }

  focus() {
    this.view.focus();
  }

  /** Mark a fault at a line and column, or none, and put the cursor there. */
  mark(fault) {
    const { state } = this.view;
    if (!fault) {
      this.view.dispatch(setDiagnostics(state, []));
      return;
    }
    const at = offset(state.doc, fault.line, fault.column);
    let from = at;
    let to = at + (/^(?:[\w?$:-]+|\S)/.exec(state.doc.sliceString(at, state.doc.length))?.[0].length ?? 0);
    if (from === to) {
      // the fault is told at the white space or the end after it: mark the word before
      const before = state.doc.sliceString(0, at).trimEnd();
      to = before.length;
      from = to - (/(?:[\w?$:-]+|\S)$/.exec(before)?.[0].length ?? 0);
    }
    this.view.dispatch(setDiagnostics(state, [{ from, to, severity: "error", message: fault.message }]), {
      selection: { anchor: at },
      effects: EditorView.scrollIntoView(at, { y: "center" }),
    });
  }
}
