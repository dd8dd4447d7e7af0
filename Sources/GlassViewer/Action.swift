/// What a person can ask for, whichever key it is bound to. The raw value names it in a configuration.
enum Action: String, CaseIterable, Sendable {
    case moveUp = "up"
    case moveDown = "down"
    case moveLeft = "left"
    case moveRight = "right"
    case first, last, end
    case pageUp = "page-up"
    case pageDown = "page-down"
    case halfPageUp = "half-page-up"
    case halfPageDown = "half-page-down"
    case open, back
    case search
    case nextMatch = "next-match"
    case previousMatch = "previous-match"
    case findSame = "find-same"
    case filter
    case nextPane = "next-pane"
    case previousPane = "previous-pane"
    case pane1 = "pane-1"
    case pane2 = "pane-2"
    case pane3 = "pane-3"
    case pane4 = "pane-4"
    case pane5 = "pane-5"
    case pane6 = "pane-6"
    case pane7 = "pane-7"
    case pane8 = "pane-8"
    case sandwich, source
    case routes
    case onlyRoute = "only-route"
    case period
    case sort
    case reverseSort = "reverse-sort"
    case columns
    case switchMetric = "metric"
    case invert
    case mergeRecursion = "merge-recursion"
    case collapseModules = "collapse-modules"
    case splitThreads = "split-threads"
    case colorByModule = "color-by-module"
    case freeze
    case stepBack = "step-back"
    case stepForward = "step-forward"
    case brush
    case shorten, lengthen
    case zoomIn = "zoom-in"
    case zoomOut = "zoom-out"
    case copy
    case copyRow = "copy-row"
    case export, edit
    case nextTheme = "theme"
    case command
    case explain
    case help, redraw, suspend, quit

    /// What it does, for the help.
    var summary: String {
        switch self {
        case .moveUp: "move the selection up"
        case .moveDown: "move the selection down"
        case .moveLeft: "move the selection left"
        case .moveRight: "move the selection right"
        case .first: "go to the first"
        case .last: "go to the last"
        case .end: "go to the last; follow live again"
        case .pageUp: "a page up"
        case .pageDown: "a page down"
        case .halfPageUp: "half a page up"
        case .halfPageDown: "half a page down"
        case .open: "zoom in, open"
        case .back: "back one level"
        case .search: "search"
        case .nextMatch: "go to the next match"
        case .previousMatch: "go to the previous match"
        case .findSame: "find the same function"
        case .filter: "filter rows"
        case .nextPane: "the next pane"
        case .previousPane: "the previous pane"
        case .pane1, .pane2, .pane3, .pane4, .pane5, .pane6, .pane7, .pane8: "the pane of that number"
        case .sandwich: "callers and callees of the selected function"
        case .source: "source of the selected function"
        case .routes: "requests one by one, or by route"
        case .onlyRoute: "icicle of this route or thread alone"
        case .period: "routes: last 15 minutes, or all"
        case .sort: "sort by the next column"
        case .reverseSort: "reverse the order"
        case .columns: "choose columns and their widths"
        case .switchMetric: "CPU, wall or waiting time"
        case .invert: "invert: callers below"
        case .mergeRecursion: "merge recursion"
        case .collapseModules: "a cell for each module"
        case .splitThreads: "threads apart, in groups or each"
        case .colorByModule: "colours by module, or by kind"
        case .freeze: "freeze, go on"
        case .stepBack: "step back in time"
        case .stepForward: "step on in time"
        case .brush: "timeline: begin a stretch of time"
        case .shorten: "half the stretch of time"
        case .lengthen: "twice the stretch of time"
        case .zoomIn: "timeline: finer"
        case .zoomOut: "timeline: coarser"
        case .copy: "copy what is selected"
        case .copyRow: "copy the whole row"
        case .edit: "open its source in your editor"
        case .export: "export what is shown"
        case .nextTheme: "next theme"
        case .command: "find anything by name"
        case .explain: "losses and broken stacks"
        case .help: "this help"
        case .redraw: "draw anew"
        case .suspend: "suspend"
        case .quit: "quit"
        }
    }
}
