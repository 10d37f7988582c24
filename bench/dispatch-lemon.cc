// The other engine of `npm run bench -- dispatch`: LEMON's network simplex on the same instance.
// Usage: dispatch-lemon FILE flow|covering
// FILE: Int32 LE: 0x41534731, orders, members, pairs, rowStart[], member[], score[], capacity[]; each order needs one.
//   flow: the way a textbook writes it: source, orders, members, sink, and an arc past them for who stays unserved.
//   covering: no source and no sink: orders supply one each, members demand at most their capacity (supply type GEQ),
//   one more node takes who stays unserved, scores become costs by subtraction from the largest. Much the faster one.
// Prints one JSON line. `solve_s` is the processor time of run() alone, with the graph already in LEMON's own arrays;
// `cpu_s` counts building it as well.
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <utility>
#include <vector>

typedef lemon::StaticDigraph Graph;
typedef lemon::NetworkSimplex<Graph, int32_t, int64_t> Simplex;

static double now() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  FILE *file = argc == 3 ? fopen(argv[1], "rb") : nullptr;
  int32_t head[4];
  if (!file || fread(head, 4, 4, file) != 4 || head[0] != 0x41534731) return 2;
  const bool covering = strcmp(argv[2], "covering") == 0;
  const int n = head[1], m = head[2], e = head[3];
  std::vector<int32_t> start(n + 1), member(e), score(e), capacity(m);
  auto read = [file](std::vector<int32_t> &to) { return fread(to.data(), 4, to.size(), file) == to.size(); };
  if (!read(start) || !read(member) || !read(score) || !read(capacity)) return 2;
  fclose(file);

  const double began = now();
  int32_t top = 0;
  for (int32_t s : score) top = s > top ? s : top;
  if (!covering) top = 0;
  // Nodes: orders, members, then the unserved (covering) or the sink (flow), then the source (flow).
  // Arcs come in the order of their first node, as the static graph wants; arc k < e of that order is not pair k.
  std::vector<std::pair<int, int>> arcs;
  std::vector<int32_t> cost, upper;
  std::vector<int> pair;
  auto add = [&](int from, int to, int32_t price, int32_t most, int k) {
    arcs.emplace_back(from, to);
    cost.push_back(price);
    upper.push_back(most);
    pair.push_back(k);
  };
  for (int i = 0; i < n; i++) {
    for (int k = start[i]; k < start[i + 1]; k++) add(i, n + member[k], top - score[k], 1, k);
    if (covering) add(i, n + m, top, 1, -1);
  }
  if (!covering) {
    for (int j = 0; j < m; j++) add(n + j, n + m, 0, capacity[j], -1);
    for (int i = 0; i < n; i++) add(n + m + 1, i, 0, 1, -1);
    add(n + m + 1, n + m, 0, n, -1);
  }
  Graph graph;
  graph.build(n + m + 2, arcs.begin(), arcs.end());
  Graph::NodeMap<int32_t> supply(graph, 0);
  Graph::ArcMap<int32_t> costs(graph), uppers(graph);
  for (size_t k = 0; k < arcs.size(); k++) {
    costs[graph.arc(k)] = cost[k];
    uppers[graph.arc(k)] = upper[k];
  }
  Simplex simplex(graph);
  simplex.costMap(costs).upperMap(uppers);
  if (covering) {
    for (int i = 0; i < n; i++) supply[graph.node(i)] = 1;
    for (int j = 0; j < m; j++) supply[graph.node(n + j)] = -capacity[j];
    supply[graph.node(n + m)] = -n;
    simplex.supplyMap(supply).supplyType(Simplex::GEQ);
  } else {
    simplex.stSupply(graph.node(n + m + 1), graph.node(n + m), n);
  }
  const double ready = now();
  const bool ok = simplex.run() == Simplex::OPTIMAL;
  const double ended = now();
  long long objective = 0;
  for (size_t k = 0; k < arcs.size(); k++)
    if (pair[k] >= 0 && simplex.flow(graph.arc(k)) > 0) objective += score[pair[k]];
  printf("{\"optimal\":%s,\"objective\":%lld,\"solve_s\":%.6f,\"cpu_s\":%.6f}\n", ok ? "true" : "false", objective,
         ended - ready, ended - began);
  return 0;
}
