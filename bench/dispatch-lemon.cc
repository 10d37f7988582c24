// The other engine of `npm run bench -- dispatch`: LEMON's network simplex on the same instance.
// Usage: dispatch-lemon FILE   FILE: Int32 LE: 0x41534731, orders, members, pairs, rowStart[], member[], score[],
// capacity[]; every order needs one person. Prints one JSON line. `solve_s` is the processor time of run() alone, with
// the graph already in LEMON's own arrays; `cpu_s` counts the building of the graph as well.
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <utility>
#include <vector>

static double now() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  FILE *file = argc > 1 ? fopen(argv[1], "rb") : nullptr;
  int32_t head[4];
  if (!file || fread(head, 4, 4, file) != 4 || head[0] != 0x41534731) return 2;
  const int n = head[1], m = head[2], e = head[3];
  std::vector<int32_t> start(n + 1), member(e), score(e), capacity(m);
  auto read = [file](std::vector<int32_t> &to) { return fread(to.data(), 4, to.size(), file) == to.size(); };
  if (!read(start) || !read(member) || !read(score) || !read(capacity)) return 2;
  fclose(file);

  const double began = now();
  // Orders 0…n-1 supply one each, members take at most their capacity, the last node takes who is left unserved.
  // Scores turn into costs by subtraction from their largest, so that no order gains by sending more than its one.
  typedef lemon::StaticDigraph Graph;
  int32_t top = 0;
  for (int32_t s : score) top = s > top ? s : top;
  std::vector<std::pair<int, int>> arcs;
  std::vector<int32_t> cost;
  arcs.reserve(e + n);
  cost.reserve(e + n);
  for (int i = 0; i < n; i++) {
    for (int k = start[i]; k < start[i + 1]; k++) {
      arcs.emplace_back(i, n + member[k]);
      cost.push_back(top - score[k]);
    }
    arcs.emplace_back(i, n + m);
    cost.push_back(top);
  }
  Graph graph;
  graph.build(n + m + 1, arcs.begin(), arcs.end());
  Graph::NodeMap<int32_t> supply(graph);
  Graph::ArcMap<int32_t> costs(graph), upper(graph);
  for (int i = 0; i < n; i++) supply[graph.node(i)] = 1;
  for (int j = 0; j < m; j++) supply[graph.node(n + j)] = -capacity[j];
  supply[graph.node(n + m)] = -n;
  for (size_t k = 0; k < arcs.size(); k++) {
    costs[graph.arc(k)] = cost[k];
    upper[graph.arc(k)] = 1;
  }
  lemon::NetworkSimplex<Graph, int32_t, int64_t> simplex(graph);
  simplex.costMap(costs).upperMap(upper).supplyMap(supply).supplyType(lemon::NetworkSimplex<Graph, int32_t, int64_t>::GEQ);
  const double ready = now();
  const bool ok = simplex.run() == lemon::NetworkSimplex<Graph, int32_t, int64_t>::OPTIMAL;
  const double ended = now();
  long long objective = 0, assigned = 0;
  for (size_t k = 0; k < arcs.size(); k++) {
    if (simplex.flow(graph.arc(k)) == 0) continue;
    objective += top - cost[k];
    assigned += cost[k] < top;
  }
  printf("{\"optimal\":%s,\"objective\":%lld,\"assigned\":%lld,\"solve_s\":%.6f,\"cpu_s\":%.6f}\n", ok ? "true" : "false",
         objective, assigned, ended - ready, ended - began);
  return 0;
}
