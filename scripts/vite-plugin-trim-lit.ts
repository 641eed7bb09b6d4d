import type { Plugin } from "vite";

interface Library {
  /** How the path of its module ends. A server is given other files, which stay as they are. */
  module: string;
  version: string;
  /** Texts of that version, and what stands in their place. */
  cuts: readonly (readonly [text: string, instead: string])[];
}

/**
 * Parts of Lit that no element of ours runs: decorators, accessors and converters of one's own, values of properties that come
 * back with their attribute, what serves old browsers and hydration, templates compiled beforehand, directives that end by
 * themselves, and in templates comments, MathML, and bindings of an element as a whole, of its name and in `<textarea>`.
 * `test/node/trim-lit.test.ts` looks for what would need them.
 */
const libraries: readonly Library[] = [
  {
    module: "/@lit/reactive-element/css-tag.js",
    version: "2.1.2",
    cuts: [
      // Constructed style sheets are older than any browser that calls.
      [
        'e=t.ShadowRoot&&(void 0===t.ShadyCSS||t.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype',
        "e=!0",
      ],
      ["t=globalThis,", ""],
      // Whether a value may stand in a style is looked after by the compiler.
      [
        'if(this._$cssResult$=!0,o!==s)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t',
        "this.cssText=t",
      ],
      [
        "let t=this.o;const s=this.t;if(e&&void 0===t){const e=void 0!==s&&1===s.length;e&&(t=o.get(s)),void 0===t&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),e&&o.set(s,t))}return t",
        "if(!this.o)(this.o=new CSSStyleSheet).replaceSync(this.cssText);return this.o",
      ],
      [",o=new WeakMap;", ";"],
      ["constructor(t,e,o){", "constructor(t){"],
      ["toString(){return this.cssText}", ""],
      [
        "(t=>{if(!0===t._$cssResult$)return t.cssText;if(\"number\"==typeof t)return t;throw Error(\"Value passed to 'css' function must be a 'css' function result: \"+t+\". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.\")})(s)",
        "(s.cssText??s)",
      ],
      [
        'if(e)s.adoptedStyleSheets=o.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(const e of o){const o=document.createElement("style"),n=t.litNonce;void 0!==n&&o.setAttribute("nonce",n),o.textContent=e.cssText,s.appendChild(o)}',
        "s.adoptedStyleSheets=o.map(t=>t.styleSheet)",
      ],
      [
        'c=e?t=>t:t=>t instanceof CSSStyleSheet?(t=>{let e="";for(const s of t.cssRules)e+=s.cssText;return r(e)})(t):t',
        "c=t=>t",
      ],
    ],
  },
  {
    module: "/@lit/reactive-element/reactive-element.js",
    version: "2.1.2",
    cuts: [
      ['a=globalThis,c=a.trustedTypes,l=c?c.emptyScript:"",p=a.reactiveElementPolyfillSupport,', ""],
      ["t=t?l:null;break;case Object:case Array:t=null==t?t:JSON.stringify(t)}", 't=t?"":null}'],
      ["break;case Object:case Array:try{i=JSON.parse(t)}catch(t){i=null}}return i", "}return i"],
      ["reflect:!1,useDefault:!1,hasChanged:f", "hasChanged:f"],
      ['Symbol.metadata??=Symbol("metadata"),a.litPropertyMetadata??=new WeakMap;', ""],
      ["static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}", ""],
      [
        "this._$Ei(),this.prototype.hasOwnProperty(t)&&((s=Object.create(s)).wrapped=!0),this.elementProperties.set(t,s),!s.noAccessor){const i=Symbol(),h=this.getPropertyDescriptor(t,i,s);void 0!==h&&e(this.prototype,t,h)}",
        "this._$Ei(),this.elementProperties.set(t,s)){const i=Symbol();e(this.prototype,t,this.getPropertyDescriptor(i,t,s))}",
      ],
      [
        "static getPropertyDescriptor(t,s,i){const{get:e,set:r}=h(this.prototype,t)??{get(){return this[s]},set(t){this[s]=t}};return{get:e,set(s){const h=e?.call(this);r?.call(this,s),this.requestUpdate(t,h,i)},",
        "static getPropertyDescriptor(t,s,i){return{get(){return this[t]},set(e){const h=this[t];this[t]=e,this.requestUpdate(s,h,i)},",
      ],
      ["t.finalize(),void 0!==t.l&&(this.l=[...t.l]),", "t.finalize(),"],
      ["s=[...r(t),...o(t)];for(const i of s)", "s=r(t);for(const i of s)"],
      [
        "const t=this[Symbol.metadata];if(null!==t){const s=litPropertyMetadata.get(t);if(void 0!==s)for(const[t,i]of s)this.elementProperties.set(t,i)}",
        "",
      ],
      [
        "const i=[];if(Array.isArray(s)){const e=new Set(s.flat(1/0).reverse());for(const s of e)i.unshift(t(s))}else void 0!==s&&i.push(t(s));return i",
        "return[...new Set([s??[]].flat(1/0).reverse())].reverse()",
      ],
      [
        '"string"==typeof i?i:"string"==typeof t?t.toLowerCase():void 0',
        '"string"==typeof i?i:t.toLowerCase()',
      ],
      [",this.constructor.l?.forEach(t=>t(this))", ""],
      ["removeController(t){this._$EO?.delete(t)}", ""],
      [
        "const h=(void 0!==i.converter?.toAttribute?i.converter:u).toAttribute(s,i.type);",
        "const h=u.toAttribute(s,i.type);",
      ],
      [
        'h="function"==typeof t.converter?{fromAttribute:t.converter}:void 0!==t.converter?.fromAttribute?t.converter:u;this._$Em=e;const r=h.fromAttribute(s,t.type);this[e]=r??this._$Ej?.get(e)??r,this._$Em=null',
        "h=u;this._$Em=e;this[e]=h.fromAttribute(s,t.type),this._$Em=null",
      ],
      [
        "!((i.hasChanged??f)(h,s)||i.useDefault&&i.reflect&&h===this._$Ej?.get(t)&&!this.hasAttribute(r._$Eu(t,i)))",
        "!(i.hasChanged??f)(h,s)",
      ],
      [
        "C(t,s,{useDefault:i,reflect:e,wrapped:h},r){i&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,r??s??this[t]),!0!==h||void 0!==r)||(this._$AL.has(t)||(this.hasUpdated||i||(s=void 0),this._$AL.set(t,s)),!0===e",
        "C(t,s,{reflect:e}){(this._$AL.has(t)||(this.hasUpdated||(s=void 0),this._$AL.set(t,s)),!0===e",
      ],
      [
        "const t=this.constructor.elementProperties;if(t.size>0)for(const[s,i]of t){const{wrapped:t}=i,e=this[s];!0!==t||this._$AL.has(s)||void 0===e||this.C(s,void 0,i,e)}",
        "",
      ],
      [
        "t=this.shouldUpdate(s),t?(this.willUpdate(s),this._$EO?.forEach(t=>t.hostUpdate?.()),this.update(s)):this._$EM()",
        "this.willUpdate(s),this.update(s),t=!0",
      ],
      ["shouldUpdate(t){return!0}", ""],
      ["this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||", "this.hasUpdated||"],
      ["return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}", "return this._$ES}"],
      [',p?.({ReactiveElement:y}),(a.reactiveElementVersions??=[]).push("2.1.2")', ""],
    ],
  },
  {
    module: "/lit-element/lit-element.js",
    version: "4.2.2",
    cuts: [
      ["const s=globalThis;", ""],
      [
        "createRenderRoot(){const t=super.createRenderRoot();return this.renderOptions.renderBefore??=t.firstChild,t}",
        "",
      ],
      ["this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),", ""],
      [
        "connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}",
        "",
      ],
      [
        'i._$litElement$=!0,i["finalized"]=!0,s.litElementHydrateSupport?.({LitElement:i});const o=s.litElementPolyfillSupport;o?.({LitElement:i});',
        'i["finalized"]=!0;',
      ],
      ['(s.litElementVersions??=[]).push("4.2.2");', ""],
    ],
  },
  {
    module: "/lit-html/lit-html.js",
    version: "3.3.3",
    cuts: [
      [
        "v=/<(?:(!--|\\/[^a-zA-Z])|(\\/?[a-zA-Z][^>\\s]*)|(\\/?$))/g,_=/-->/g,m=/>/g,",
        "v=/<\\/?[a-zA-Z][^>\\s]*/g,",
      ],
      [",y=/^(?:script|style|textarea|title)$/i", ""],
      [",T=x(3)", ""],
      ['let n,l=2===i?"<svg>":3===i?"<math>":"",c=v;', 'let l=2===i?"<svg>":"",c=v;'],
      [
        'c===v?"!--"===u[1]?c=_:void 0!==u[1]?c=m:void 0!==u[2]?(y.test(u[2])&&(n=RegExp("</"+u[2],"g")),c=p):void 0!==u[3]&&(c=p):c===p?">"===u[0]?(c=n??v,d=-1)',
        'c===v?c=p:c===p?">"===u[0]?(c=v,d=-1)',
      ],
      ["c===$||c===g?c=p:c===_||c===m?c=v:(c=p,n=void 0)", "c=p"],
      ['(2===i?"</svg>":3===i?"</math>":"")', '(2===i?"</svg>":"")'],
      ["2===i||3===i){", "2===i){"],
      ["else t.startsWith(o)&&(d.push({type:6,index:l}),r.removeAttribute(t))", ""],
      [
        'if(y.test(r.tagName)){const t=r.textContent.split(o),i=t.length-1;if(i>0){r.textContent=s?s.emptyScript:"";for(let s=0;s<i;s++)r.append(t[s],c()),P.nextNode(),d.push({type:2,index:++l});r.append(t[i],c())}}',
        "",
      ],
      [
        "if(r.data===n)d.push({type:2,index:l});else{let t=-1;for(;-1!==(t=r.data.indexOf(o,t+1));)d.push({type:7,index:l}),t+=o.length-1}",
        "r.data===n&&d.push({type:2,index:l});",
      ],
      ["h?._$AO?.(!1),", ""],
      [
        "this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=i}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}",
        "this._$AV=[],this._$AD=t,this._$AM=i}",
      ],
      ["(t?.creationScope??l).importNode(i,!0)", "l.importNode(i,!0)"],
      [":6===r.type&&(i=new Z(h,this,t))", ""],
      [":1===r.type?i=new r.ctor(", ":i=new r.ctor("],
      [
        "class k{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,i,s,e){this.type=2,this._$AH=A,this._$AN=void 0,this._$AA=t,this._$AB=i,this._$AM=s,this.options=e,this._$Cv=e?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode;const i=this._$AM;return void 0!==i&&11===t?.nodeType&&(t=i.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}",
        "class k{constructor(t,i,s,e){this.type=2,this._$AH=A,this._$AA=t,this._$AB=i,this._$AM=s,this.options=e}",
      ],
      [
        '"number"==typeof s?this._$AC(t):(void 0===s.el&&(s.el=S.createElement(V(s.h,s.h[0]),this.options)),s)',
        "this._$AC(t)",
      ],
      ["this._$AP?.(!1,!0,s);t!==", ";t!=="],
      ["setConnected(t){void 0===this._$AM&&(this._$Cv=t,this._$AP?.(t))}", ""],
      ["class H{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}", "class H{"],
      ["this.type=1,this._$AH=A,this._$AN=void 0,", "this.type=1,this._$AH=A,"],
      [
        "e=t===A&&s!==A||t.capture!==s.capture||t.once!==s.once||t.passive!==s.passive,h=t!==A&&(s===A||e);e&&this.element.removeEventListener(this.name,this,s),h&&this.element.addEventListener(this.name,this,t),this._$AH=t",
        "e=this.element;t===A?e.removeEventListener(this.name,this):s===A&&e.addEventListener(this.name,this),this._$AH=t",
      ],
      [
        '"function"==typeof this._$AH?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)',
        "this._$AH.call(this.options?.host??this.element,t)",
      ],
      [
        "class Z{constructor(t,i,s){this.element=t,this.type=6,this._$AN=void 0,this._$AM=i,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(t){M(this,t)}}",
        "",
      ],
      [
        'const j={M:h,P:o,A:n,C:1,L:N,R,D:d,V:M,I:k,H,N:L,U:z,B:I,F:Z},B=t.litHtmlPolyfillSupport;B?.(S,k),(t.litHtmlVersions??=[]).push("3.3.3");const',
        "const j={I:k},",
      ],
      [
        "const e=s?.renderBefore??i;let h=e._$litPart$;if(void 0===h){const t=s?.renderBefore??null;e._$litPart$=h=new k(i.insertBefore(c(),t),t,void 0,s??{})}return h._$AI(t),h",
        "const h=i._$litPart$??=new k(i.insertBefore(c(),null),null,void 0,s);return h._$AI(t),h",
      ],
      ["b as html,T as mathml,", "b as html,"],
    ],
  },
  {
    module: "/lit-html/directive-helpers.js",
    version: "3.3.3",
    cuts: [
      ["if(c){let t;e._$AQ?.(o),e._$AM=o,void 0!==e._$AP&&(t=o._$AU)!==n._$AU&&e._$AP(t)}", "c&&(e._$AM=o);"],
    ],
  },
  {
    module: "/lit-html/directive.js",
    version: "3.3.3",
    cuts: [["get _$AU(){return this._$AM._$AU}", ""]],
  },
  {
    // Ours say what they want in one way, and follow it.
    module: "/@lit/context/lib/controllers/context-consumer.js",
    version: "1.1.6",
    cuts: [
      [
        "constructor(t,s,i,h){if(this.subscribe=!1,this.provided=!1,this.value=void 0,this.t=(t,s)=>{this.unsubscribe&&(this.unsubscribe!==s&&(this.provided=!1,this.unsubscribe()),this.subscribe||this.unsubscribe()),this.value=t,this.host.requestUpdate(),this.provided&&!this.subscribe||(this.provided=!0,this.callback&&this.callback(t,s)),this.unsubscribe=s},this.host=t,void 0!==s.context){const t=s;this.context=t.context,this.callback=t.callback,this.subscribe=t.subscribe??!1}else this.context=s,this.callback=i,this.subscribe=h??!1;this.host.addController(this)}",
        "constructor(t,s){this.t=(i,h)=>{this.unsubscribe&&this.unsubscribe!==h&&this.unsubscribe(),t.requestUpdate(),s.callback(i),this.unsubscribe=h},this.host=t,this.context=s.context,t.addController(this)}",
      ],
      [
        "hostConnected(){this.dispatchRequest()}hostDisconnected(){this.unsubscribe&&(this.unsubscribe(),this.unsubscribe=void 0)}dispatchRequest(){this.host.dispatchEvent(new t(this.context,this.host,this.t,this.subscribe))}",
        "hostConnected(){this.host.dispatchEvent(new t(this.context,this.host,this.t,!0))}hostDisconnected(){this.unsubscribe?.(),this.unsubscribe=void 0}",
      ],
    ],
  },
  {
    module: "/@lit/context/lib/controllers/context-provider.js",
    version: "1.1.6",
    cuts: [
      ["constructor(s,e,i){super(void 0!==e.context?e.initialValue:i),", "constructor(s,e){super(),"],
      [
        "void 0!==e.context?this.context=e.context:this.context=e,this.attachListeners(),",
        "this.context=e.context,",
      ],
      ["this.host.addController?.(this)}attachListeners(){", "this.host.addController?.(this),"],
    ],
  },
];

/** Leaves out of Lit what Meshcall's elements never run: a third. */
export function trimLit(): Plugin {
  return {
    name: "meshcall:trim-lit",
    transform: {
      filter: { id: /\/(lit-html|lit-element|@lit\/(reactive-element|context))\/[\w/-]+\.js(\?|$)/ },
      handler: (source, id) => {
        const code = trimmedLit(id.replace(/\?.*$/, ""), source);
        return code === source ? null : { code, map: null };
      },
    },
  };
}

/** @throws Error when the source is not the version that the texts are of */
export function trimmedLit(path: string, source: string): string {
  const library = libraries.find(({ module }) => path.endsWith(`node_modules${module}`));
  let text = source;
  for (const [cut, instead] of library?.cuts ?? []) {
    if (!text.includes(cut)) throw new Error(`This is not ${library?.module} ${library?.version}: no ${cut}`);
    text = text.replace(cut, () => instead);
  }
  return text;
}
